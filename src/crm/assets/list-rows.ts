import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely';
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
  const search = await countedWhereItPays(db, await planSearch(db, who, table, filter), page);
  const { ids, count } = await (search.count === undefined ? found(db, search, page) : counted(db, search, page));
  return { rows: await readRows(db, who, table, ids), count };
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
  /** Rows that the indexes find. */
  readonly candidates: number;
  /** How many rows the filter lets through, where the indexes tell. */
  readonly count: number | undefined;
}

interface IdPage {
  readonly ids: readonly bigint[];
  readonly count: number;
}

type Where = Expression<SqlBool>;

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
  const search: Search = {
    who,
    table,
    conditions,
    texts,
    byOwner,
    total,
    indexed: [],
    candidates: total,
    count: undefined,
  };
  if (texts.length === 0) {
    const count = byOwner ? await countRows(db, search) : total;
    return { ...search, candidates: count, count };
  }
  const cheap = db.capabilities.countsMatchesCheaply;
  const indexed = cheap ? mostTelling(texts) : mostTelling(texts).slice(0, 1);
  if (!cheap && (total <= MOST_GATHERED || indexed[0]!.clause.length > MOST_ALTERNATIVES)) return search;
  const query = db.search.query(who.tenantId, ...indexed.map((text) => text.clause));
  const candidates = await db.search.count('asset_rows', query, cheap ? undefined : MOST_GATHERED);
  if (!cheap && candidates === MOST_GATHERED) return search;
  const decided = !byOwner && indexed.length === texts.length && texts.every((text) => text.exact);
  return { ...search, indexed, candidates, count: decided || candidates === 0 ? candidates : undefined };
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

/**
 * A first page of rows that must all be compared is soon met, once it is known that they are many: counting takes no row out.
 * Several texts leave few.
 */
async function countedWhereItPays(db: Reader, search: Search, { offset, limit }: RowPage): Promise<Search> {
  const { texts, indexed, total } = search;
  const pays = texts.length === 1 && indexed.length === 0 && lookCost(db) * (offset + limit) < total;
  return search.count === undefined && pays ? { ...search, count: await countRows(db, search) } : search;
}

async function countRows(db: Reader, search: Search): Promise<number> {
  const rows = await db.sql
    .selectFrom('asset_rows')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => eb.and([...search.conditions, ...gathering(db, search)]))
    .executeTakeFirstOrThrow();
  return Number(rows.n);
}

/** A page of a known number of rows. One that lies nearer to the end is read from there. */
async function counted(db: Reader, search: Search, page: RowPage): Promise<IdPage> {
  const count = search.count!;
  const size = Math.min(page.limit, count - page.offset);
  if (size <= 0) return { ids: [], count };
  const { by, direction } = page.sort ?? OLDEST_FIRST;
  const behind = count - page.offset - size;
  const backwards = behind < page.offset;
  const sort = { by, direction: backwards ? (direction === 'asc' ? 'desc' : 'asc') : direction } as const;
  const part = { sort, offset: backwards ? behind : page.offset, limit: size };
  const ids = await idsOfPart(db, search, part);
  return { ids: backwards ? ids.toReversed() : ids, count };
}

async function idsOfPart(db: Reader, search: Search, part: Required<RowPage>): Promise<readonly bigint[]> {
  const { texts, byOwner, total, candidates, count } = search;
  // A filter that lets every row through needn't be asked of any.
  if ((texts.length === 0 && !byOwner) || count === total) return walk(db, unfiltered(search), part);
  const looked = Math.min(total, ((part.offset + part.limit) * total) / count!);
  const findCost = Math.min(SORT * candidates, total + candidates + looked);
  return lookCost(db) * looked < findCost ? walk(db, search, part) : (await found(db, search, part)).ids;
}

function unfiltered(search: Search): Search {
  return { ...search, conditions: rowConditions(search.who, search.table, {}), texts: [], byOwner: false };
}

/** Costs as multiples of a step within an index (bench/asset-tables): to look a row up, and to look it up and sort it. */
const LOOK = 8;
const SORT = 20;

function lookCost(db: Reader): number {
  return db.capabilities.countsMatchesCheaply ? LOOK : 4 * LOOK;
}

/** PostgreSQL looks through more rows than this at each step, instead of into a hash table of them. */
const MOST_REMEMBERED = 1_000_000;

const OLDEST_FIRST: RowSort = { by: 'id', direction: 'asc' };

/** Looks at rows in the list's order, by the index of that order, each by itself. */
async function walk(db: Reader, search: Search, { sort, offset, limit }: Required<RowPage>): Promise<bigint[]> {
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
  let rows = keysOf(db, search, by);
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

function keysOf(db: Reader, { who }: Search, column: AssetColumn) {
  return db.sql
    .selectFrom('asset_sort_keys as k')
    .select('k.row_id as id')
    .where('k.tenant_id', '=', who.tenantId)
    .where('k.column_id', '=', column.id);
}

/** Gathers what the filter lets through, and in the same statement counts it and reads the page off it. */
async function found(db: Reader, search: Search, { sort = OLDEST_FIRST, offset, limit }: RowPage): Promise<IdPage> {
  const { by } = sort;
  const direction = sql.raw(sort.direction);
  const { who, candidates, total, indexed } = search;
  const inOrder =
    typeof by !== 'string' &&
    total <= MOST_REMEMBERED &&
    // Where they may be many they are met sooner along the index of the list's order than sorted.
    (indexed.length === 0 || SORT * candidates > 2 * total + candidates);
  const terms = typeof by === 'string' ? systemOrder[by] : [];
  const places = typeof by === 'string' ? terms.map((_, at) => sql.ref(`place${at}`)) : [sql.ref('place')];
  const order = sql.join([...places, sql.ref('id')].map((place) => sql`${place} ${direction}`));
  const rows = db.sql
    .selectFrom('asset_rows')
    .select(['asset_rows.id', ...terms.map((term, at) => term.as(`place${at}`))])
    .where((eb) => eb.and([...search.conditions, ...gathering(db, search, inOrder)]));
  const part = sql`limit ${limit} offset ${offset}`;
  const key = sql`k.row_id as id, k.sort_key as place`;
  const isOfColumn = (column: AssetColumn) => sql`k.tenant_id = ${who.tenantId} and k.column_id = ${column.id}`;
  const page =
    typeof by === 'string'
      ? sql`select * from found order by ${order} ${part}`
      : inOrder
        ? // Not as a join, for which an engine would sort.
          sql`select ${key} from asset_sort_keys as k
              where ${isOfColumn(by)} and coalesce(k.row_id in (select id from found), 1 = 0)
              order by k.sort_key ${direction}, k.row_id ${direction} ${part}`
        : // Crossed, so that no engine begins with the keys.
          sql`select ${key} from found cross join asset_sort_keys as k where ${isOfColumn(by)} and k.row_id = found.id
              order by k.sort_key || '' ${direction}, k.row_id + 0 ${direction} ${part}`;
  const answer = await sql<{ n: number | bigint; id: bigint | null }>`
    with found as materialized ${rows}, page as (${page})
    select counted.n, page.id from (select count(*) as n from found) as counted left join page on 1 = 1
    order by ${order}`.execute(db.sql);
  return { ids: answer.rows.flatMap(({ id }) => (id === null ? [] : [id])), count: Number(answer.rows[0]!.n) };
}

/** The index's condition, and the rows' own where it doesn't decide. */
function gathering(db: Reader, { who, texts, indexed }: Search, many = false): Where[] {
  const open = texts.filter((text) => !(text.exact && indexed.includes(text))).map((text) => text.holds);
  // A plan for texts of any kind expects few rows of a comparison, and half of them of what it can't look into.
  if (indexed.length === 0) return open.map((holds) => sql<SqlBool>`coalesce(${holds}, 1 = 0)`);
  const query = db.search.query(who.tenantId, ...indexed.map((text) => text.clause));
  const matches = db.search.matches('asset_rows', query);
  // Many are sooner told among all rows of an index than looked up one by one.
  return [many && open.length === 0 ? sql<SqlBool>`coalesce(${matches}, 1 = 0)` : matches, ...open];
}

/** Owners' ids are digits: shorter ones are smaller. */
const ownerSize = sql`length(asset_rows.owner)`;

const systemOrder: Readonly<Record<Extract<RowSort['by'], string>, readonly RawBuilder<unknown>[]>> = {
  id: [],
  createdAt: [sql.ref('asset_rows.created_at')],
  updatedAt: [sql.ref('asset_rows.updated_at')],
  owner: [ownerSize, sql.ref('asset_rows.owner'), sql.ref('asset_rows.owner_type')],
  ownerType: [sql.ref('asset_rows.owner_type'), ownerSize, sql.ref('asset_rows.owner')],
  ticket: [sql.ref('asset_rows.ticket')],
};

function idsOf(rows: readonly { id: bigint }[]): bigint[] {
  return rows.map((row) => row.id);
}
