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
  const search = withoutNeedless(await planSearch(db, who, table, filter));
  const ids = await idsOfPage(db, search, page);
  return { rows: await readRows(db, who, table, ids), count: search.count };
}

/** What a list looks for, and how many rows there are to look through. */
interface Search {
  readonly who: Caller;
  readonly table: AssetTable;
  readonly conditions: readonly Where[];
  readonly texts: readonly TextCondition[];
  /** Those of the texts that the gram index is asked for; none when it finds too much to be of use. */
  readonly indexed: readonly TextCondition[];
  readonly byOwner: boolean;
  /** Rows of the table. */
  readonly total: number;
  /** Rows that the indexes find, of which `count` hold the filter. */
  readonly candidates: number;
  readonly count: number;
}

type Where = Expression<SqlBool>;

/** A filter that lets every row through needn't be asked of any. */
function withoutNeedless(search: Search): Search {
  if (search.count < search.total) return search;
  return { ...search, conditions: rowConditions(search.who, search.table, {}), texts: [], indexed: [], byOwner: false };
}

/** Beyond so many matches an engine that gathers them one by one rather compares the rows themselves. */
const MOST_GATHERED = 4000;
/** It compares rows too where a word may stand in more columns than this. */
const MOST_ALTERNATIVES = 16;
/** The others are compared with the rows. */
const MOST_TOKENS = 400;

async function planSearch(db: Reader, who: Caller, table: AssetTable, filter: RowFilter): Promise<Search> {
  const texts = textConditions(table, filter);
  const byOwner = filter.owner !== undefined;
  const total = await readCount(db, who.tenantId, rowCountName(table.id));
  const conditions = rowConditions(who, table, filter);
  const search = { who, table, conditions, texts, byOwner, total, indexed: [], candidates: total, count: total };
  if (texts.length === 0) {
    if (!byOwner) return search;
    const count = await countRows(db, search);
    return { ...search, candidates: count, count };
  }
  const cheap = db.capabilities.countsMatchesCheaply;
  const indexed = cheap ? mostTelling(texts) : mostTelling(texts).slice(0, 1);
  if (!cheap && (total <= MOST_GATHERED || indexed[0]!.clause.length > MOST_ALTERNATIVES)) {
    return { ...search, count: await countRows(db, search) };
  }
  const query = db.search.query(who.tenantId, ...indexed.map((text) => text.clause));
  const found = await db.search.count('asset_rows', query, cheap ? undefined : MOST_GATHERED);
  if (!cheap && found === MOST_GATHERED) return { ...search, count: await countRows(db, search) };
  const decided = !byOwner && indexed.length === texts.length && texts.every((text) => text.exact);
  const planned = { ...search, indexed, candidates: found, count: found };
  return decided || found === 0 ? planned : { ...planned, count: await countRows(db, planned) };
}

/** Texts that the index is asked for: those with the most tokens first, as they probably find the fewest rows. */
function mostTelling(texts: readonly TextCondition[]): TextCondition[] {
  const tokens = ({ clause }: TextCondition) => clause[0]!.length;
  const telling = texts.toSorted((a, b) => tokens(b) - tokens(a));
  let room = MOST_TOKENS;
  return telling.filter((text, index) => {
    room -= text.clause.length * tokens(text);
    return index === 0 || room >= 0;
  });
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
  const ids = await (isWalkCheaper(db, search, skip + size) ? walk : gather)(db, search, order, skip, size);
  return backwards ? ids.reverse() : ids;
}

/**
 * Walking the rows in the list's order looks at about rows · total / count of them, each by itself; gathering looks at the
 * candidates, and sorts them. Measured: bench/asset-tables.
 */
function isWalkCheaper(db: Reader, search: Search, rows: number): boolean {
  const { texts, indexed, byOwner, total, candidates, count } = search;
  if (texts.length === 0 && !byOwner) return true;
  const lookCost = db.capabilities.countsMatchesCheaply ? 1 : 4;
  const gatherCost = texts.length > 0 && indexed.length === 0 ? total : 2 * candidates;
  return lookCost * Math.min(total, (rows * total) / count) < gatherCost;
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
  const found = db.sql
    .selectFrom('asset_rows')
    .select('asset_rows.id')
    .where((eb) => eb.and([...search.conditions, ...gathering(db, search)]));
  let rows = found;
  if (typeof by === 'string') {
    for (const term of unindexedOrder[by]) rows = rows.orderBy(term, direction);
  } else {
    rows = found
      // Crossed, so that no engine begins with the keys.
      .crossJoin('asset_sort_keys as k')
      .where('k.tenant_id', '=', search.who.tenantId)
      .whereRef('k.row_id', '=', 'asset_rows.id')
      .where('k.column_id', '=', by.id)
      .orderBy(sql`k.sort_key || ''`, direction);
  }
  return idsOf(await rows.orderBy(sql`asset_rows.id + 0`, direction).offset(offset).limit(limit).execute());
}

/** The index's condition, and the rows' own where it doesn't decide. */
function gathering(db: Reader, { who, texts, indexed }: Search): Where[] {
  const open = texts.filter((text) => !(text.exact && indexed.includes(text))).map((text) => text.holds);
  // A plan for texts of any kind expects few rows of a comparison, and half of them of what it can't look into.
  if (indexed.length === 0) return open.map((holds) => sql<SqlBool>`coalesce(${holds}, 1 = 0)`);
  const query = db.search.query(who.tenantId, ...indexed.map((text) => text.clause));
  return [db.search.matches('asset_rows', query), ...open];
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

function idsOf(rows: readonly { id: bigint }[]): bigint[] {
  return rows.map((row) => row.id);
}
