import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';

export interface PoolRulePatch {
  readonly quotaPerDay: number;
  /** 0 = never. */
  readonly recycleAfterDays: number;
  /** null = every role. */
  readonly claimRoleIds: readonly bigint[] | null;
}

const MOST = 1_000_000;

/** Sets the tenant's rule for the pool. Raises `invalid`, `not_found` for a role. */
export async function setPoolRule(db: Writer, tenantId: bigint, rule: PoolRulePatch): Promise<void> {
  const { claimRoleIds } = rule;
  if (claimRoleIds !== null) await requireRoles(db, tenantId, claimRoleIds);
  const columns = {
    quota_per_day: checkNumber('quotaPerDay', rule.quotaPerDay),
    recycle_after_days: checkNumber('recycleAfterDays', rule.recycleAfterDays),
    claim_role_ids_json: claimRoleIds === null ? null : JSON.stringify(claimRoleIds.map(String)),
  };
  await db.sql
    .insertInto('pool_rules')
    .values({ tenant_id: tenantId, ...columns })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(columns))
    .execute();
  await db.configChanged(tenantId);
}

function checkNumber(field: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= MOST) return value;
  throw new CrmError('invalid', { field, reason: `not a whole number from 0 to ${MOST}` });
}

async function requireRoles(db: Writer, tenantId: bigint, ids: readonly bigint[]): Promise<void> {
  const rows = await db.sql.selectFrom('roles').select('id').where('tenant_id', '=', tenantId).execute();
  const known = new Set(rows.map((row) => row.id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw new CrmError('not_found', { record: 'role', id: String(unknown) });
}
