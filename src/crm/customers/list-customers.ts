import { sql, type RawBuilder } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import { beyond, type Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';
import { countCustomers, isCountedByIndex } from './count-customers.ts';
import type { Customer, CustomerFilter } from './customer.ts';
import { asksCells, inCells, servesOthers } from './cell-filter.ts';
import {
  asksImpossible,
  filterTokens,
  isCubeFilter,
  isOpenFilter,
  conditionsBesideCells,
  tokenCondition,
  type TokenQuery,
  withoutTexts,
} from './filter-conditions.ts';
import { customerRows, toCustomers, type CustomerRow } from './read-customers.ts';

export interface CustomerPage {
  readonly limit: number;
  /** Rows to leave out first; not together with `after`. */
  readonly offset?: number;
  /** Where the page before ended: customerPosition of its last row. */
  readonly after?: Position;
  readonly order?: CustomerOrder;
  /** What countCustomers answered for the filter, where it was asked: it also tells how to find the page. */
  readonly total?: number;
}

/** `newest` (default) and `oldest` by creation, `latest` and `stalest` by update, then id in the same direction; `id` and `idDown` by id alone. */
export type CustomerOrder = keyof typeof ORDERS;

/** Each is the end of an index, so that a page costs the same wherever it lies. */
const ORDERS = {
  newest: { columns: ['created_at', 'id'], direction: 'desc' },
  oldest: { columns: ['created_at', 'id'], direction: 'asc' },
  latest: { columns: ['updated_at', 'id'], direction: 'desc' },
  stalest: { columns: ['updated_at', 'id'], direction: 'asc' },
  id: { columns: ['id'], direction: 'asc' },
  idDown: { columns: ['id'], direction: 'desc' },
} as const;

export function customerPosition(customer: Customer, order: CustomerOrder): Position {
  const values = { created_at: BigInt(customer.createdAt), updated_at: BigInt(customer.updatedAt), id: customer.id };
  return ORDERS[order].columns.map((column) => values[column]);
}

/** A page of the living customers that the caller sees through a filter. */
export async function listCustomers(
  db: Reader,
  who: Caller,
  filter: CustomerFilter,
  page: CustomerPage,
): Promise<Customer[]> {
  const narrowing = await chooseNarrowing(db, who, filter, page);
  if (narrowing === 'nothing') return [];
  const ids = await selectIds(db, who, filter, page, narrowing);
  const rows = await rowsById(db.sql, { tenantId: who.tenantId }, ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const inOrder = ids.map((id) => byId.get(id)).filter((row): row is CustomerRow => row !== undefined);
  return await toCustomers(db, who, inOrder);
}

const rowsById = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  customerRows(sql).where('customers.tenant_id', '=', p.tenantId).where('customers.id', 'in', ids),
);

/**
 * How a page is found. With m of n customers matching, a walk in list order tests about rows · n / m of them, and
 * gathering all matches costs about m: the cheaper one is taken (measured: few matches by index, many by walking).
 */
type Narrowing = 'walk' | 'nothing' | TokenQuery | 'cells';

async function chooseNarrowing(
  db: Reader,
  who: Caller,
  filter: CustomerFilter,
  page: CustomerPage,
): Promise<Narrowing> {
  if (asksImpossible(filter)) return 'nothing';
  const rows = page.limit + (page.offset ?? 0);
  if (isOpenFilter(filter) && reachOf(who).all) return 'walk';
  if (isCubeFilter(filter)) {
    const matches = page.total ?? (await countCustomers(db, who, filter));
    if (matches === 0) return 'nothing';
    return (await isWalkCheaper(db, who, rows, matches)) ? 'walk' : 'cells';
  }
  const query = filterTokens(who, filter);
  if (query === null) return 'walk';
  const counted = page.total !== undefined && isCountedByIndex(who, filter, query) ? page.total : undefined;
  const matches = counted ?? (await db.search.count('customers', db.search.query(who.tenantId, query.anyOf)));
  if (matches === 0) return 'nothing';
  return (await isWalkCheaper(db, who, rows, matches)) ? 'walk' : query;
}

async function isWalkCheaper(db: Reader, who: Caller, rows: number, matches: number): Promise<boolean> {
  const total = await readCount(db, who.tenantId, 'customers');
  return matches * matches > rows * total;
}

async function selectIds(
  db: Reader,
  who: Caller,
  filter: CustomerFilter,
  page: CustomerPage,
  narrowing: Exclude<Narrowing, 'nothing'>,
): Promise<bigint[]> {
  const decided = typeof narrowing === 'object' && narrowing.exact;
  let ids = db.sql
    .selectFrom('customers')
    .select('customers.id')
    .where((eb) => eb.and(conditionsBesideCells(who, decided ? withoutTexts(filter) : filter)))
    .limit(page.limit)
    .$if(page.offset !== undefined && page.offset > 0, (query) => query.offset(page.offset ?? 0));
  if (typeof narrowing === 'object') ids = ids.where(tokenCondition(db, who, narrowing.anyOf));
  if (asksCells(who, filter)) {
    const way = narrowing === 'cells' ? 'gathered' : 'tested';
    ids = ids.where(inCells(db, who, filter, way, await servesOthers(db, who)));
  }
  const { columns, direction } = ORDERS[page.order ?? 'newest'];
  const names = columns.map((column) => `customers.${column}` as const);
  for (const name of names) ids = ids.orderBy(narrowing === 'walk' ? sql.ref(name) : gathered(name), direction);
  if (page.after !== undefined) ids = ids.where(beyond(names, page.after, direction));
  return (await ids.execute()).map((row) => row.id);
}

/** The same order, for which an engine walks no index: what was gathered is sorted. */
function gathered(name: string): RawBuilder<unknown> {
  return sql`+${sql.ref(name)}`;
}
