import { sql } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { CustomerFilter } from './customer.ts';
import { asksCells, inCells, isServedOnly, servesOthers } from './cell-filter.ts';
import {
  asksImpossible,
  cellConditions,
  cellsInReach,
  filterTokens,
  isCubeFilter,
  isOpenFilter,
  conditionsBesideCells,
  tokenCondition,
  type TokenQuery,
  withoutTexts,
} from './filter-conditions.ts';

/**
 * How many living customers the caller sees through a filter, exactly. The counter cube answers for its dimensions, the
 * gram index for short texts alone; other filters count rows, at a cost in proportion to the matches.
 */
export async function countCustomers(db: Reader, who: Caller, filter: CustomerFilter): Promise<number> {
  if (asksImpossible(filter)) return 0;
  const reach = reachOf(who);
  if (isOpenFilter(filter) && reach.all) return await readCount(db, who.tenantId, 'customers');
  if (isCubeFilter(filter)) return await countByCube(db, who, filter);
  const query = filterTokens(who, filter);
  if (query !== null && isCountedByIndex(who, filter, query)) {
    return await db.search.count('customers', db.search.query(who.tenantId, query.anyOf));
  }
  let rows = db.sql
    .selectFrom('customers')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => eb.and(conditionsBesideCells(who, query?.exact === true ? withoutTexts(filter) : filter)));
  if (asksCells(who, filter)) rows = rows.where(inCells(db, who, filter, 'tested', await servesOthers(db, who)));
  if (query !== null) rows = rows.where(tokenCondition(db, who, query.anyOf));
  const { n } = await rows.executeTakeFirstOrThrow();
  return n;
}

/** Whether the gram index alone tells how many there are. */
export function isCountedByIndex(who: Caller, filter: CustomerFilter, query: TokenQuery): boolean {
  return query.exact && reachOf(who).all && isOnlyText(filter);
}

/** Whether a text is all that the filter asks for. */
function isOnlyText(filter: CustomerFilter): boolean {
  const { text, nameContains, pinyinContains, phoneContains } = filter;
  return (
    isOpenFilter(withoutTexts(filter)) &&
    [text, nameContains, pinyinContains, phoneContains].filter(Boolean).length === 1
  );
}

async function countByCube(db: Reader, who: Caller, filter: CustomerFilter): Promise<number> {
  const { n } = await db.sql
    .selectFrom('customer_cells')
    .innerJoin('customer_counts', (join) =>
      join
        .onRef('customer_counts.tenant_id', '=', 'customer_cells.tenant_id')
        .onRef('customer_counts.cell_id', '=', 'customer_cells.id'),
    )
    .select(sql<number>`coalesce(sum(customer_counts.n), 0)`.as('n'))
    .where((eb) => eb.and([...cellConditions(who, filter), ...cellsInReach(who)]))
    .executeTakeFirstOrThrow();
  return Number(n) + ((await servesOthers(db, who)) ? await countServedOnly(db, who, filter) : 0);
}

/** Customers in reach only because they are served: the cube knows owners, not who serves. */
async function countServedOnly(db: Reader, who: Caller, filter: CustomerFilter): Promise<number> {
  const { n } = await db.sql
    .selectFrom('customers')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => eb.and(conditionsBesideCells(who, {})))
    .where(isServedOnly(db, who, filter))
    .executeTakeFirstOrThrow();
  return n;
}
