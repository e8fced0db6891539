import { randomBytes } from 'node:crypto';
import { CrmError } from '#crm/errors.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import { insertWithGlobalId } from './global-ids.ts';
import { checkName } from './names.ts';
import type { SecretBox } from './secret-box.ts';

export interface NewClient {
  /** The agent that it acts as. */
  readonly agentId: bigint;
  readonly name: string;
  /** 40 random hex digits when absent. */
  readonly secret?: string;
  /** Calls a minute; null = no limit. */
  readonly rateLimit?: number | null;
  readonly enabled?: boolean;
  /** A positive int64 to keep; else the next free one of the store. */
  readonly id?: bigint;
}

/** The secret is shown here and nowhere else. Raises `unknown_agent`, and `taken` for a kept id in use. */
export async function createClient(
  db: Writer,
  secrets: SecretBox,
  tenantId: bigint,
  client: NewClient,
): Promise<{ id: bigint; secret: string }> {
  const name = checkName('name', client.name);
  const secret = checkSecret(client.secret ?? newSecret());
  const rateLimit = checkRateLimit(client.rateLimit ?? null);
  await requireAgent(db, tenantId, client.agentId);
  const id = await insertWithGlobalId(db, 'api_clients', client.id, (free) => ({
    id: free,
    tenant_id: tenantId,
    agent_id: client.agentId,
    name,
    secret_sealed: secrets.seal(secret),
    enabled: client.enabled === false ? 0 : 1,
    rate_limit: rateLimit,
    created_at: Date.now(),
  }));
  await db.configChanged(tenantId);
  return { id, secret };
}

export function newSecret(): string {
  return randomBytes(20).toString('hex');
}

export function checkSecret(secret: string): string {
  checkText('secret', secret, 255);
  if (secret.length < 16) throw new CrmError('invalid', { field: 'secret', reason: 'shorter than 16 characters' });
  return secret;
}

export function checkRateLimit(limit: number | null): number | null {
  if (limit !== null && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new CrmError('invalid', { field: 'rateLimit', reason: 'not a positive whole number' });
  }
  return limit;
}

export async function requireAgent(db: Reader, tenantId: bigint, agentId: bigint): Promise<void> {
  const agent = await db.sql
    .selectFrom('agents')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', agentId)
    .executeTakeFirst();
  if (agent === undefined) throw new CrmError('unknown_agent', { field: 'agent', value: String(agentId) });
}
