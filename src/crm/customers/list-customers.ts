import { sql } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
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
  /** The last row of the page before. */
  readonly after?: { readonly createdAt: number; readonly id: bigint };
  /** `newest` (default) and `oldest` by creation, then id in the same direction; `id` ascending. */
  readonly order?: 'newest' | 'oldest' | 'id';
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
    .select(['customers.id', 'customers.created_at'])
    .where((eb) => eb.and(rowConditions(who, filter)))
    .limit(page.limit)
    .$if(page.offset !== undefined && page.offset > 0, (query) => query.offset(page.offset ?? 0));
  if (typeof narrowing === 'object') ids = ids.where(tokenCondition(db, who, narrowing.anyOf));
  if (narrowing === 'cells') ids = ids.where('customers.id', 'in', idsInCells(db, who, filter));
  if (page.order === 'id') {
    const { after } = page;
    return ids.orderBy('customers.id').$if(after !== undefined, (query) => query.where('customers.id', '>', after!.id));
  }
  return inCreationOrder(ids, page, page.order === 'oldest' ? 'asc' : 'desc');

  function inCreationOrder(query: typeof ids, { after }: CustomerPage, direction: 'asc' | 'desc') {
    const ordered = query.orderBy('customers.created_at', direction).orderBy('customers.id', direction);
    if (after === undefined) return ordered;
    const beyond = direction === 'asc' ? sql.raw('>') : sql.raw('<');
    return ordered.where(
      sql<boolean>`(customers.created_at, customers.id) ${beyond} (${after.createdAt}, ${after.id})`,
    );
  }
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
