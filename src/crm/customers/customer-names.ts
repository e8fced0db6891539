import type { Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';

/**
 * What the customers of these ids are called, deleted ones too: records of customers name them. The caller must have found
 * the records in its reach. One statement.
 */
export async function customerNames(
  db: Reader,
  tenantId: bigint,
  ids: Iterable<bigint | null>,
): Promise<ReadonlyMap<bigint, string>> {
  const wanted = new Set<bigint>();
  for (const id of ids) if (id !== null) wanted.add(id);
  if (wanted.size === 0) return new Map();
  const rows = await namesById(db.sql, { tenantId }, [...wanted]);
  return new Map(rows.map((row) => [row.id, row.name]));
}

const namesById = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql.selectFrom('customers').select(['id', 'name']).where('tenant_id', '=', p.tenantId).where('id', 'in', ids),
);
