import { CrmError } from '#crm/errors.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { createAgent } from './create-agent.ts';
import { createTenant, type NewTenant } from './create-tenant.ts';
import { NO_TENANT } from './sign-in-failures.ts';
import { consumeToken, issueToken } from './tokens.ts';

const LINK_LIVES_S = 24 * 60 * 60;

/** Whether the store has no tenant yet. */
export async function isEmptyStore(db: Reader): Promise<boolean> {
  return (await db.sql.selectFrom('tenants').select('id').limit(1).executeTakeFirst()) === undefined;
}

/** A token that makes the first tenant and its admin, once, within a day. Earlier ones end. */
export async function issueSetupToken(db: Writer): Promise<string> {
  await db.sql.deleteFrom('tokens').where('kind', '=', 'setup').execute();
  const { token } = await issueToken(db, { kind: 'setup', tenantId: NO_TENANT, agentId: 0n, livesS: LINK_LIVES_S });
  return token;
}

export interface FirstAdmin {
  readonly loginNo: string;
  readonly name: string;
  /** From hashPassword, made before the write. */
  readonly passwordHash: string;
}

/**
 * Makes the first tenant with its admin and uses the token up. Null when the token is unknown, over or used.
 * Raises `taken` when a tenant was made otherwise meanwhile, and what createTenant and createAgent raise.
 */
export async function setUp(
  db: Writer,
  token: string,
  tenant: Pick<NewTenant, 'code' | 'name' | 'timeZone'>,
  admin: FirstAdmin,
): Promise<{ tenantId: bigint; agentId: bigint } | null> {
  if ((await consumeToken(db, token, 'setup')) === null) return null;
  if (!(await isEmptyStore(db))) throw new CrmError('taken', { field: 'tenant', value: tenant.code });
  const made = await createTenant(db, tenant);
  const agentId = await createAgent(db, made.id, {
    ...admin,
    roleId: made.roleIds.admin,
    departmentId: made.departmentId,
  });
  return { tenantId: made.id, agentId };
}
