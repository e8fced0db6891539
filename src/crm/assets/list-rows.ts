import { sql, type Expression, type SqlBool } from 'kysely';
import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { AssetRow } from './asset-row.ts';
import { rowCountName, type AssetColumn, type AssetTable } from './asset-table.ts';
import { readRows } from './read-rows.ts';
import { rowConditions, textConditions, type RowFilter, type TextCondition } from './row-filter.ts';

/** What a list is ordered by; the id breaks ties. */
export interface RowSort {
  readonly by: 'id' | 'createdAt' | 'updatedAt' | 'owner' | 'ownerType' | 'ticket' | AssetColumn;
  readonly direction: 'asc' | 'desc';
}

export interface RowPage {
  readonly sort?: RowSort;
  /** Rows to leave out first. */
  readonly offset: number;
  readonly limit: number;
}

export interface RowList {
  readonly rows: readonly AssetRow[];
  /** How many rows the filter lets through, exactly. */
  readonly count: number;
}

/** A page of a table's rows that a filter lets through, oldest first unless sorted. */
export async function listRows(
  db: Reader,
  who: Caller,
  table: AssetTable,
  filter: RowFilter,
  page: RowPage,
): Promise<RowList> {
  const search = await planSearch(db, who, table, filter);
  const ids = await idsOfPage(db, search, page);
  return { rows: await readRows(db, who, table, ids), count: search.count };
}

/** What a list looks for, and how many rows there are to look through. */
interface Search {
  readonly who: Caller;
  readonly table: AssetTable;
  readonly conditions: readonly Where[];
  readonly texts: readonly TextCondition[];
  readonly byOwner: boolean;
  /** Rows of the table. */
  readonly total: number;
  /** Rows that the index finds, of which `count` hold the filter. */
  readonly candidates: number;
  readonly count: number;
}

type Where = Expression<SqlBool>;

async function planSearch(db: Reader, who: Caller, table: AssetTable, filter: RowFilter): Promise<Search> {
  const texts = textConditions(table, filter);
  const byOwner = filter.owner !== undefined;
  const total = await readCount(db, who.tenantId, rowCountName(table.id));
  const search = { who, table, conditions: rowConditions(who, table, filter), texts, byOwner, total };
  if (texts.length === 0) {
    const count = byOwner ? await countRows(db, { ...search, candidates: total, count: 0 }) : total;
    return { ...search, candidates: count, count };
  }
  const candidates = await db.search.countClauses(
    'asset_rows',
    who.tenantId,
    texts.map((text) => text.clause),
  );
  const decided = candidates === 0 || (!byOwner && texts.every((text) => text.exact));
  const count = decided ? candidates : await countRows(db, { ...search, candidates, count: candidates });
  return { ...search, candidates, count };
}

async function countRows(db: Reader, search: Search): Promise<number> {
  const rows = await db.sql
    .selectFrom('asset_rows')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => eb.and([...search.conditions, ...gathering(db, search)]))
    .executeTakeFirstOrThrow();
  return Number(rows.n);
}

/** Ids of a page. One that lies nearer to the end is read from there. */
async function idsOfPage(db: Reader, search: Search, { sort, offset, limit }: RowPage): Promise<bigint[]> {
  const size = Math.min(limit, search.count - offset);
  if (size <= 0) return [];
  const { by, direction } = sort ?? { by: 'id', direction: 'asc' };
  const behind = search.count - offset - size;
  const backwards = behind < offset;
  const order = { by, direction: backwards ? (direction === 'asc' ? 'desc' : 'asc') : direction } as const;
  const skip = backwards ? behind : offset;
  const ids = await (isWalkCheaper(search, skip + size) ? walk : gather)(db, search, order, skip, size);
  return backwards ? ids.reverse() : ids;
}

/**
 * Walking the rows in the list's order tests about rows · total / count of them; gathering what the index finds and
 * sorting it costs the candidates, each about twice a tested one.
 */
function isWalkCheaper({ texts, byOwner, total, candidates, count }: Search, rows: number): boolean {
  if (texts.length === 0 && !byOwner) return true;
  return Math.min(total, (rows * total) / count) < 2 * candidates;
}

/** Tests rows in order, by the index of that order. */
async function walk(db: Reader, search: Search, sort: RowSort, offset: number, limit: number): Promise<bigint[]> {
  const { by, direction } = sort;
  const holds = [...search.conditions, ...search.texts.map((text) => text.holds)];
  if (typeof by === 'string') {
    let rows = db.sql
      .selectFrom('asset_rows')
      .select('asset_rows.id')
      .where((eb) => eb.and(holds));
    for (const term of systemOrder[by]) rows = rows.orderBy(term, direction);
    return idsOf(await rows.orderBy('asset_rows.id', direction).offset(offset).limit(limit).execute());
  }
  let rows = db.sql
    .selectFrom('asset_sort_keys as k')
    .select('k.row_id as id')
    .where('k.tenant_id', '=', search.who.tenantId)
    .where('k.column_id', '=', by.id);
  if (search.texts.length > 0 || search.byOwner) {
    // Not as a join, whose order the engine would choose: each row is looked at in its turn.
    rows = rows.where((eb) =>
      eb(
        eb
          .selectFrom('asset_rows')
          .select('asset_rows.id')
          .where((row) => row.and([row('asset_rows.id', '=', row.ref('k.row_id')), ...holds])),
        'is not',
        null,
      ),
    );
  }
  return idsOf(
    await rows.orderBy('k.sort_key', direction).orderBy('k.row_id', direction).offset(offset).limit(limit).execute(),
  );
}

/** Sorts what the indexes of grams and owners find. */
async function gather(db: Reader, search: Search, sort: RowSort, offset: number, limit: number): Promise<bigint[]> {
  const { by, direction } = sort;
  let rows = db.sql
    .selectFrom('asset_rows')
    .select('asset_rows.id')
    .where((eb) => eb.and([...search.conditions, ...gathering(db, search)]));
  const terms = typeof by === 'string' ? unindexedOrder[by] : [sortKeyOf(search.who, by)];
  for (const term of terms) rows = rows.orderBy(term, direction);
  return idsOf(await rows.orderBy(sql`asset_rows.id + 0`, direction).offset(offset).limit(limit).execute());
}

/** The index's condition, and the rows' own where it doesn't decide. */
function gathering(db: Reader, { who, texts }: Search): Where[] {
  if (texts.length === 0) return [];
  const indexed = db.search.matchesClauses(
    'asset_rows',
    who.tenantId,
    texts.map((text) => text.clause),
  );
  return [indexed, ...texts.filter((text) => !text.exact).map((text) => text.holds)];
}

type OrderTerms = readonly Expression<unknown>[];

/** Owners' ids are digits: shorter ones are smaller. */
const ownerSize = sql`length(asset_rows.owner)`;

const systemOrder: Readonly<Record<Extract<RowSort['by'], string>, OrderTerms>> = {
  id: [],
  createdAt: [sql.ref('asset_rows.created_at')],
  updatedAt: [sql.ref('asset_rows.updated_at')],
  owner: [ownerSize, sql.ref('asset_rows.owner'), sql.ref('asset_rows.owner_type')],
  ownerType: [sql.ref('asset_rows.owner_type'), ownerSize, sql.ref('asset_rows.owner')],
  ticket: [sql.ref('asset_rows.ticket')],
};

/** The same in forms that no index has: there the order must not decide how rows are found. */
const unindexedOrder: typeof systemOrder = {
  ...systemOrder,
  createdAt: [sql`asset_rows.created_at + 0`],
  updatedAt: [sql`asset_rows.updated_at + 0`],
};

function sortKeyOf(who: Caller, column: AssetColumn): Expression<unknown> {
  return sql`(select k.sort_key from asset_sort_keys as k where k.tenant_id = ${who.tenantId} and k.row_id = asset_rows.id and k.column_id = ${column.id})`;
}

function idsOf(rows: readonly { id: bigint }[]): bigint[] {
  return rows.map((row) => row.id);
}
