import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';

/** Raises `invalid` when no active agent has an admin's role any more: nobody could undo that from within. */
export async function requireActiveAdmin(db: Writer, tenantId: bigint): Promise<void> {
  const admin = await db.sql
    .selectFrom('agents')
    .innerJoin('roles', (join) =>
      join.onRef('roles.tenant_id', '=', 'agents.tenant_id').onRef('roles.id', '=', 'agents.role_id'),
    )
    .select('agents.id')
    .where('agents.tenant_id', '=', tenantId)
    .where('agents.state', '=', 'active')
    .where('roles.is_admin', '=', 1)
    .limit(1)
    .executeTakeFirst();
  if (admin === undefined) throw new CrmError('invalid', { field: 'isAdmin', reason: 'nobody would be an admin' });
}
