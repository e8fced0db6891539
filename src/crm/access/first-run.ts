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

/** Names the field that an error is about as a member of `part`: both parts of a first run have a name. */
export async function under<T>(part: 'tenant' | 'admin', work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CrmError) || !('field' in error.details)) throw error;
    throw new CrmError(error.code, { ...error.details, field: `${part}.${error.details.field}` } as never);
  }
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
  const made = await under('tenant', () => createTenant(db, tenant));
  const { id, roleIds, departmentId } = made;
  const agentId = await under('admin', () => createAgent(db, id, { ...admin, roleId: roleIds.admin, departmentId }));
  return { tenantId: made.id, agentId };
}
