import type { Kysely } from 'kysely';
import type { RecordTable } from '#crm/ids.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { inLists } from '#crm/in-lists.ts';

type AnyRecords = Pick<Kysely<Record<string, { tenant_id: bigint; id: bigint }>>, 'selectFrom'>;

/** Draws `count` ids that no row of the table has and that aren't among `reserved`, ascending. */
export async function drawFreeIds(
  db: Writer,
  table: RecordTable,
  tenantId: bigint,
  count: number,
  reserved: ReadonlySet<bigint>,
): Promise<bigint[]> {
  const free: bigint[] = [];
  while (free.length < count) {
    const missing = count - free.length;
    const first = await db.nextId(tenantId, table, missing);
    const taken = await idsBetween(db, table, tenantId, first, first + BigInt(missing));
    for (let id = first; id < first + BigInt(missing); id += 1n) {
      if (!taken.has(id) && !reserved.has(id)) free.push(id);
    }
  }
  return free;
}

async function idsBetween(
  db: Reader,
  table: RecordTable,
  tenantId: bigint,
  from: bigint,
  below: bigint,
): Promise<ReadonlySet<bigint>> {
  const rows = await (db.sql as unknown as AnyRecords)
    .selectFrom(table)
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '>=', from)
    .where('id', '<', below)
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** Those of `ids` that rows of the table have. */
export async function takenIds(
  db: Reader,
  table: RecordTable,
  tenantId: bigint,
  ids: readonly bigint[],
): Promise<ReadonlySet<bigint>> {
  const taken = new Set<bigint>();
  for (const list of inLists(ids)) {
    const rows = await (db.sql as unknown as AnyRecords)
      .selectFrom(table)
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', list)
      .execute();
    for (const row of rows) taken.add(row.id);
  }
  return taken;
}
