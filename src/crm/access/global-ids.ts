import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import type { ApiClientsTable, TenantsTable } from '#engines/engine.ts';

/** The sequences of ids that are unique in the whole store hang under no tenant. */
const NO_TENANT = 0n;

interface GlobalTables {
  tenants: TenantsTable;
  api_clients: ApiClientsTable;
}

/** Inserts `row(id)` under the given id, or under the next free one of the store. Raises `taken` for a given one in use. */
export async function insertWithGlobalId<T extends keyof GlobalTables>(
  db: Writer,
  table: T,
  given: bigint | undefined,
  row: (id: bigint) => GlobalTables[T],
): Promise<bigint> {
  if (given !== undefined) {
    if (given <= 0n) throw new CrmError('invalid', { field: 'id', reason: 'not a positive 64-bit integer' });
    if (await insertUnlessTaken(db, table, row(given))) return given;
    throw new CrmError('taken', { field: 'id', value: String(given) });
  }
  for (;;) {
    const id = await db.nextId(NO_TENANT, table);
    if (await insertUnlessTaken(db, table, row(id))) return id;
  }
}

async function insertUnlessTaken<T extends keyof GlobalTables>(
  db: Writer,
  table: T,
  row: GlobalTables[T],
): Promise<boolean> {
  const inserted = await db.sql
    .insertInto<keyof GlobalTables>(table)
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}
