import type { Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';

type NamesById = (db: Reader, tenantId: bigint, ids: Iterable<bigint | null>) => Promise<ReadonlyMap<bigint, string>>;

/** What the customers of these ids are called. */
export const customerNames = namesOf('customers');

/** What the opportunities of these ids are called. */
export const opportunityNames = namesOf('opportunities');

/**
 * Names of deleted ones too, as other records keep naming them; the caller must have found those records in its reach. One
 * statement.
 */
function namesOf(table: 'customers' | 'opportunities'): NamesById {
  const namesById = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
    sql
      .selectFrom(table as 'customers')
      .select(['id', 'name'])
      .where('tenant_id', '=', p.tenantId)
      .where('id', 'in', ids),
  );
  return async (db, tenantId, ids) => {
    const wanted = new Set<bigint>();
    for (const id of ids) if (id !== null) wanted.add(id);
    if (wanted.size === 0) return new Map();
    const rows = await namesById(db.sql, { tenantId }, [...wanted]);
    return new Map(rows.map((row) => [row.id, row.name]));
  };
}
