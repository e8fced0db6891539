import type { Store } from '#crm/store.ts';
import type { Engine } from '#engines/engine.ts';
import { readLayout, type TableLayout } from './read-layout.ts';
import { keyOf, readRows, sameRow, type TextRow } from './read-rows.ts';
import { isSearchable, tokensOfRows } from './tokens-of-rows.ts';
import { deleteRows, moveLogsOn, upsertRows } from './write-rows.ts';

export interface Copied {
  readonly rows: number;
  /** Rows that were missing or different in the target, and were written. */
  readonly written: number;
  /** Rows that the target had and the source hasn't, and were deleted. */
  readonly deleted: number;
}

const ROWS_AT_ONCE = 2000;

/**
 * Makes the target equal to the source, table by table in the order of their keys, writing only what differs. While the
 * source is written the two may end up apart; the same again takes the rest. Without writers a second run finds nothing
 * to do, which is the proof that all is there.
 */
export async function copyStore(
  source: Store,
  target: Engine,
  stop: AbortSignal,
  progress: (table: string) => void = () => undefined,
): Promise<Copied> {
  const tables = await target.read(readLayout);
  const tenants = await source.read((db) => db.sql.selectFrom('tenants').select('id').orderBy('id').execute());
  const total = { rows: 0, written: 0, deleted: 0 };
  for (const table of tables) {
    progress(table.name);
    const parts = table.key[0] === 'tenant_id' ? tenants.map(({ id }) => id) : [undefined];
    for (const tenantId of parts) {
      const one = await copyTable(source, target, stop, table, tenantId);
      total.rows += one.rows;
      total.written += one.written;
      total.deleted += one.deleted;
    }
  }
  await target.write(moveLogsOn);
  return total;
}

async function copyTable(
  source: Store,
  target: Engine,
  stop: AbortSignal,
  table: TableLayout,
  tenantId: bigint | undefined,
): Promise<Copied> {
  const done = { rows: 0, written: 0, deleted: 0 };
  for (let after: TextRow | undefined; ; ) {
    stop.throwIfAborted();
    const from = after;
    const rows = await source.read((db) => readRows(db, table, { tenantId, after: from }, ROWS_AT_ONCE));
    const isEnd = rows.length < ROWS_AT_ONCE;
    // The end takes in what the target has beyond the source's last row.
    const range = { tenantId, after: from, upTo: isEnd ? undefined : rows.at(-1) };
    const present = await target.read((db) => readRows(db, table, range, ROWS_AT_ONCE * 50));
    const { changed, gone } = difference(table, rows, present);
    if (changed.length + gone.length > 0) await apply(source, target, table, tenantId, changed, gone);
    done.rows += rows.length;
    done.written += changed.length;
    done.deleted += gone.length;
    if (isEnd) return done;
    after = rows.at(-1);
  }
}

function difference(table: TableLayout, rows: readonly TextRow[], present: readonly TextRow[]) {
  const there = new Map(present.map((row) => [keyOf(table, row), row]));
  const changed: TextRow[] = [];
  for (const row of rows) {
    const key = keyOf(table, row);
    const other = there.get(key);
    if (other === undefined || !sameRow(row, other)) changed.push(row);
    there.delete(key);
  }
  return { changed, gone: [...there.values()] };
}

async function apply(
  source: Store,
  target: Engine,
  table: TableLayout,
  tenantId: bigint | undefined,
  changed: readonly TextRow[],
  gone: readonly TextRow[],
): Promise<void> {
  const { name } = table;
  const indexed =
    tenantId !== undefined && isSearchable(name)
      ? { name, tenantId, tokens: await indexOf(source, tenantId, name, changed) }
      : undefined;
  await target.write(async (db) => {
    if (indexed !== undefined) {
      const ids = [...changed, ...gone].map((row) => BigInt(row['id']!));
      await db.search.unindex(indexed.name, indexed.tenantId, ids);
    }
    // First, as a unique value may have gone from one row to another.
    await deleteRows(db, table, gone);
    await upsertRows(db, table, changed);
    if (indexed !== undefined) await db.search.indexNew(indexed.name, indexed.tenantId, indexed.tokens);
  });
}

async function indexOf(
  source: Store,
  tenantId: bigint,
  table: Parameters<typeof tokensOfRows>[2],
  rows: readonly TextRow[],
) {
  const directory = await source.directory(tenantId);
  return await source.read((db) => tokensOfRows(db, directory, table, rows));
}
