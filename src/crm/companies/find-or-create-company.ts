import type { Caller, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import { emptyState } from './state.ts';
import { insertCompany } from './insert-company.ts';
import { checkName } from './apply-patch.ts';

/**
 * The living company of exactly that name, the lowest id of several, made when there is none: what `companyName` on a
 * customer means on every dialect. Required company fields don't hold here: a name is all there is.
 */
export async function findOrCreateCompany(
  db: Writer,
  who: Caller,
  name: string,
): Promise<{ id: bigint; name: string }> {
  const { tenantId } = who;
  const [found] = await byName(db.sql, { tenantId, name });
  if (found !== undefined) return { id: found.id, name };
  await holdCompanyNames(db, tenantId, [name]);
  const [madeMeanwhile] = await byName(db.sql, { tenantId, name });
  if (madeMeanwhile !== undefined) return { id: madeMeanwhile.id, name };
  const { id } = await insertCompany(db, who, { ...emptyState, name: checkName(name) });
  return { id, name };
}

/** Waits for those who are making a company of such a name because there is none: names aren't unique. Look again then. */
export async function holdCompanyNames(db: Writer, tenantId: bigint, names: readonly string[]): Promise<void> {
  await db.hold(names.map((name) => `company ${tenantId} ${name}`));
}

const byName = prepare((sql: Writer['sql'], p: { tenantId: bigint; name: string }) =>
  sql
    .selectFrom('companies')
    .select('id')
    .where('tenant_id', '=', p.tenantId)
    .where('name', '=', p.name)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(1),
);
