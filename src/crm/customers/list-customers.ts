import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import { beyond, type Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { countCustomers } from './count-customers.ts';
import type { Customer, CustomerFilter } from './customer.ts';
import {
  asksImpossible,
  cellConditions,
  filterTokens,
  isCubeFilter,
  isOpenFilter,
  rowConditions,
  tokenCondition,
  type TokenLists,
} from './filter-conditions.ts';
import { customerRows, toCustomers, type CustomerRow } from './read-customers.ts';

export interface CustomerPage {
  readonly limit: number;
  /** Rows to leave out first; not together with `after`. */
  readonly offset?: number;
  /** Where the page before ended: customerPosition of its last row. */
  readonly after?: Position;
  readonly order?: CustomerOrder;
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
  const found = await selectIds(db, who, filter, page, narrowing).execute();
  if (found.length === 0) return [];
  const rows = await customerRows(db.sql)
    .where('customers.tenant_id', '=', who.tenantId)
    .where(
      'customers.id',
      'in',
      found.map((row) => row.id),
    )
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const inOrder = found.map((row) => byId.get(row.id)).filter((row): row is CustomerRow => row !== undefined);
  return await toCustomers(db, who, inOrder);
}

/**
 * How a page is found. With m of n customers matching, a walk in list order tests about rows · n / m of them, and
 * gathering all matches costs about m: the cheaper one is taken (measured: few matches by index, many by walking).
 */
type Narrowing = 'walk' | 'nothing' | { readonly anyOf: TokenLists } | 'cells';

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
    const matches = await countCustomers(db, who, filter);
    if (matches === 0) return 'nothing';
    return (await isWalkCheaper(db, who, rows, matches)) ? 'walk' : 'cells';
  }
  const query = filterTokens(who, filter);
  if (query === null) return 'walk';
  const matches = await db.search.count('customers', who.tenantId, ...query.anyOf);
  if (matches === 0) return 'nothing';
  return (await isWalkCheaper(db, who, rows, matches)) ? 'walk' : { anyOf: query.anyOf };
}

async function isWalkCheaper(db: Reader, who: Caller, rows: number, matches: number): Promise<boolean> {
  const total = await readCount(db, who.tenantId, 'customers');
  return matches * matches > rows * total;
}

function selectIds(db: Reader, who: Caller, filter: CustomerFilter, page: CustomerPage, narrowing: Narrowing) {
  let ids = db.sql
    .selectFrom('customers')
    .select('customers.id')
    .where((eb) => eb.and(rowConditions(who, filter)))
    .limit(page.limit)
    .$if(page.offset !== undefined && page.offset > 0, (query) => query.offset(page.offset ?? 0));
  if (typeof narrowing === 'object') ids = ids.where(tokenCondition(db, who, narrowing.anyOf));
  if (narrowing === 'cells') ids = ids.where('customers.id', 'in', idsInCells(db, who, filter));
  const { columns, direction } = ORDERS[page.order ?? 'newest'];
  const names = columns.map((column) => `customers.${column}` as const);
  for (const name of names) ids = ids.orderBy(name, direction);
  return page.after === undefined ? ids : ids.where(beyond(names, page.after, direction));
}

/** Ids of the customers that stand in matching cells, and of those that the caller only serves. */
function idsInCells(db: Reader, who: Caller, filter: CustomerFilter) {
  const reach = reachOf(who);
  const inCells = db.sql
    .selectFrom('customers')
    .select('customers.id')
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.deleted_at', 'is', null)
    .where('customers.cell_id', 'in', (eb) =>
      eb
        .selectFrom('customer_cells')
        .select('customer_cells.id')
        .where(eb.and(cellConditions(who, filter))),
    );
  if (reach.all) return inCells;
  return inCells.unionAll(
    db.sql
      .selectFrom('customers')
      .select('customers.id')
      .where('customers.tenant_id', '=', who.tenantId)
      .where('customers.service_agent_id', '=', reach.agentId),
  );
}
