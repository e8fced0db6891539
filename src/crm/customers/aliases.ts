import type { Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';

/** The customers that ids which were merged away went into, by those ids; others are not in the answer. */
export async function aliasTargets(
  db: Reader,
  tenantId: bigint,
  ids: readonly bigint[],
): Promise<ReadonlyMap<bigint, bigint>> {
  const rows = await targetsOf(db.sql, { tenantId }, ids);
  return new Map(rows.map((row) => [row.id, row.customer_id]));
}

/** The customer that one id went into; null when it wasn't merged away. */
export async function aliasTarget(db: Reader, tenantId: bigint, id: bigint): Promise<bigint | null> {
  return (await aliasTargets(db, tenantId, [id])).get(id) ?? null;
}

/** A list's filter with the present id of its customer, where the one it names was merged away. */
export async function withPresentCustomer<Filter extends { readonly customerId?: bigint }>(
  db: Reader,
  tenantId: bigint,
  filter: Filter,
): Promise<Filter> {
  if (filter.customerId === undefined) return filter;
  const customerId = await aliasTarget(db, tenantId, filter.customerId);
  return customerId === null ? filter : { ...filter, customerId };
}

const targetsOf = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql
    .selectFrom('customer_aliases')
    .select(['id', 'customer_id'])
    .where('tenant_id', '=', p.tenantId)
    .where('id', 'in', ids),
);
