import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import type { ApiClientsTable } from '#engines/engine.ts';
import { checkRateLimit, checkSecret, requireAgent } from './create-client.ts';
import { checkName } from './names.ts';
import type { SecretBox } from './secret-box.ts';
import { revokeTokens } from './tokens.ts';

/** What isn't given stays. */
export interface ClientPatch {
  readonly agentId?: bigint;
  readonly name?: string;
  /** A new secret, e.g. from newSecret(). */
  readonly secret?: string;
  readonly enabled?: boolean;
  /** Calls a minute; null = no limit. */
  readonly rateLimit?: number | null;
}

/**
 * Changes a client at once for every process. A new secret, another agent and disabling end all its tokens.
 * Raises `not_found`, and what createClient raises.
 */
export async function updateClient(
  db: Writer,
  secrets: SecretBox,
  tenantId: bigint,
  id: bigint,
  patch: ClientPatch,
): Promise<void> {
  const changed: Partial<ApiClientsTable> = {};
  if (patch.agentId !== undefined) {
    await requireAgent(db, tenantId, patch.agentId);
    changed.agent_id = patch.agentId;
  }
  if (patch.name !== undefined) changed.name = checkName('name', patch.name);
  if (patch.secret !== undefined) changed.secret_sealed = secrets.seal(checkSecret(patch.secret));
  if (patch.enabled !== undefined) changed.enabled = patch.enabled ? 1 : 0;
  if (patch.rateLimit !== undefined) changed.rate_limit = checkRateLimit(patch.rateLimit);
  await requireClient(db, tenantId, id);
  if (Object.keys(changed).length === 0) return;
  await db.sql.updateTable('api_clients').set(changed).where('tenant_id', '=', tenantId).where('id', '=', id).execute();
  if (patch.secret !== undefined || patch.agentId !== undefined || patch.enabled === false) {
    await revokeTokens(db, tenantId, { clientId: id });
  }
  await db.configChanged(tenantId);
}

async function requireClient(db: Writer, tenantId: bigint, id: bigint): Promise<void> {
  const row = await db.sql
    .selectFrom('api_clients')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'client', id: String(id) });
}
