import type { Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';

/** What the opportunities of these ids are called, deleted ones too: follow-ups keep naming them. One statement. */
export async function opportunityNames(
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
  sql.selectFrom('opportunities').select(['id', 'name']).where('tenant_id', '=', p.tenantId).where('id', 'in', ids),
);
