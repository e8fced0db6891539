import type { CompiledQuery, Insertable, Kysely } from 'kysely';
import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import { withParameters } from '#engines/prepare.ts';

/** Tables whose rows are named by (tenant_id, id). */
export type RecordTable = {
  [T in keyof Database]: Insertable<Database[T]> extends { tenant_id: bigint; id: bigint } ? T : never;
}[keyof Database];

type Row<T extends RecordTable> = Insertable<Database[T]> & { tenant_id: bigint; id: bigint };

/**
 * Inserts `row(id)` under the next free id of the tenant's sequence, which is named like the table.
 * Ids that were kept from a vendor are passed over, so the sequence never runs into them.
 */
export async function insertWithNewId<T extends RecordTable>(
  db: Writer,
  table: T,
  tenantId: bigint,
  row: (id: bigint) => Row<T>,
): Promise<bigint> {
  for (;;) {
    const id = await db.nextId(tenantId, table);
    if (await insertUnlessTaken(db, table, row(id))) return id;
    await passOverTaken(db, table, tenantId, id);
  }
}

/** Inserts a row under the id that it brings (any positive int64). Raises `taken` when a row has it. */
export async function insertWithKeptId<T extends RecordTable>(
  db: Writer,
  table: T,
  tenantId: bigint,
  id: bigint,
  row: (id: bigint) => Row<T>,
): Promise<bigint> {
  if (id <= 0n) throw new CrmError('invalid', { field: 'id', reason: 'not a positive 64-bit integer' });
  if (await insertUnlessTaken(db, table, row(id))) return id;
  throw new CrmError('taken', { field: 'id', value: String(id) });
}

/**
 * Inserts a row that another unique value than its id may keep out, such as a serial. Null when `hasRival` finds a row
 * with that value, which a concurrent write may just have made. Raises `taken` when a row has the kept id.
 */
export async function insertUnlessRivalled<T extends RecordTable>(
  db: Writer,
  table: T,
  tenantId: bigint,
  keptId: bigint | undefined,
  row: (id: bigint) => Row<T>,
  hasRival: () => Promise<boolean>,
): Promise<bigint | null> {
  if (keptId !== undefined && keptId <= 0n) {
    throw new CrmError('invalid', { field: 'id', reason: 'not a positive 64-bit integer' });
  }
  for (;;) {
    const id = keptId ?? (await db.nextId(tenantId, table));
    if (await insertUnlessTaken(db, table, row(id), 'anything')) return id;
    if (await hasRival()) return null;
    if (keptId !== undefined) throw new CrmError('taken', { field: 'id', value: String(keptId) });
    await passOverTaken(db, table, tenantId, id);
  }
}

/** What may keep a row out without being an error: its id, or any unique value. */
type Obstacle = 'id' | 'anything';

interface Insert {
  readonly columns: readonly string[];
  /** One for each engine. */
  readonly compiled: WeakMap<object, CompiledQuery>;
}

/** By table and obstacle; rows of one table mostly have the same columns. */
const inserts = new Map<string, Insert[]>();

async function insertUnlessTaken<T extends RecordTable>(
  db: Writer,
  table: T,
  row: Row<T>,
  by: Obstacle = 'id',
): Promise<boolean> {
  const columns = Object.keys(row);
  const { compiled } = insertOf(table, by, columns);
  const executor = db.sql.getExecutor();
  let insert = compiled.get(executor.adapter);
  if (insert === undefined) compiled.set(executor.adapter, (insert = compiledInsert(db, table, row, by)));
  const { numAffectedRows } = await executor.executeQuery(withParameters(insert, Object.values(row)));
  return numAffectedRows === 1n;
}

function insertOf(table: string, by: Obstacle, columns: readonly string[]): Insert {
  const key = `${table} ${by}`;
  let known = inserts.get(key);
  if (known === undefined) inserts.set(key, (known = []));
  let insert = known.find((one) => sameColumns(one.columns, columns));
  if (insert === undefined) known.push((insert = { columns, compiled: new WeakMap() }));
  return insert;
}

function sameColumns(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((column, at) => column === others[at]);
}

/** The tables seen as one shape, so that statements can be built for any of them. */
type AnyRecords = Kysely<Record<string, { tenant_id: bigint; id: bigint }>>;

/** Every value is bound, in the order of the columns. */
function compiledInsert<T extends RecordTable>(db: Writer, table: T, row: Row<T>, by: Obstacle): CompiledQuery {
  return (db.sql as unknown as AnyRecords)
    .insertInto(table)
    .values(row)
    .onConflict((conflict) => (by === 'id' ? conflict.columns(['tenant_id', 'id']).doNothing() : conflict.doNothing()))
    .compile();
}

/** Moves the sequence past the run of taken ids that begins at `taken`, a thousand a step. */
async function passOverTaken(db: Writer, table: RecordTable, tenantId: bigint, taken: bigint): Promise<void> {
  let last = taken;
  for (;;) {
    const rows = await (db.sql as unknown as AnyRecords)
      .selectFrom(table)
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('id', '>', last)
      .orderBy('id')
      .limit(1000)
      .execute();
    const gap = rows.findIndex((row, index) => row.id !== last + BigInt(index) + 1n);
    last += BigInt(gap === -1 ? rows.length : gap);
    if (gap !== -1 || rows.length < 1000) break;
  }
  if (last > taken) await db.nextId(tenantId, table, Number(last - taken));
}
