import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import type { Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { countCustomers, countGathered, keptCount } from './count-customers.ts';
import type { Customer, CustomerFilter } from './customer.ts';
import { type Bounds, type CustomerOrder, gatherPage, walkPage } from './customer-pages.ts';
import { asksImpossible, isCubeFilter, isOpenFilter } from './filter-conditions.ts';
import { filterTokens } from './filter-tokens.ts';
import { type Asked, type Gathered, gatherCustomers, walkCustomers } from './gathering.ts';
import { toCustomers } from './read-customers.ts';

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

/** A page of the living customers that the caller sees through a filter. */
export async function listCustomers(
  db: Reader,
  who: Caller,
  filter: CustomerFilter,
  page: CustomerPage,
): Promise<Customer[]> {
  const how = await chooseWay(db, who, filter, page);
  if (how === 'nothing') return [];
  const rows =
    how === 'walk'
      ? await walkPage(db, boundsOf(await walkCustomers(db, who, filter), page), formOf(page))
      : await gathered(db, await gatherCustomers(db, who, filter), page);
  return await toCustomers(db, who, rows);
}

/** The same with how many there are in all, exactly; where all of them are gathered, one statement tells both. */
export async function listAndCountCustomers(
  db: Reader,
  who: Caller,
  filter: CustomerFilter,
  page: CustomerPage,
): Promise<{ customers: Customer[]; total: number }> {
  const listed = async (total: number) => ({
    customers: await listCustomers(db, who, filter, { ...page, total }),
    total,
  });
  const kept = await keptCount(db, who, filter);
  if (kept !== null) return await listed(kept);
  const all = await gatherCustomers(db, who, filter);
  if (all.most > MOST_TOGETHER) return await listed(await countGathered(db, all));
  const rows = await gathered(db, all, page);
  const isFirst = page.after === undefined && (page.offset ?? 0) === 0;
  const total = rows[0]?.matches ?? (isFirst ? 0 : await countGathered(db, all));
  return { customers: await toCustomers(db, who, rows), total };
}

/** More are counted first: a walk may then find the page sooner than they are sorted. */
const MOST_TOGETHER = 20_000;

async function gathered(db: Reader, { asked, way }: Gathered, page: CustomerPage) {
  return await gatherPage(db, boundsOf(asked, page), `${formOf(page)} ${way}`);
}

function boundsOf(asked: Asked, { after, offset = 0 }: CustomerPage): Bounds {
  return { asked, after: after ?? null, offset: offset === 0 ? null : offset };
}

function formOf({ order = 'newest', limit }: CustomerPage): `${CustomerOrder} ${number}` {
  return `${order} ${limit}`;
}

/**
 * How a page is found. With m of n customers matching, a walk in list order tests about rows · n / m of them, and
 * gathering all matches costs about m: the cheaper one is taken (measured: few matches by index, many by walking).
 */
async function chooseWay(
  db: Reader,
  who: Caller,
  filter: CustomerFilter,
  page: CustomerPage,
): Promise<'walk' | 'gather' | 'nothing'> {
  const { total, limit, offset = 0 } = page;
  if (asksImpossible(filter) || (total !== undefined && offset >= total)) return 'nothing';
  if (isOpenFilter(filter) && reachOf(who).all) return 'walk';
  const matches = total ?? (await atMost(db, who, filter));
  if (matches === 0) return 'nothing';
  if (matches === null) return 'walk';
  return (await isWalkCheaper(db, who, limit + offset, matches)) ? 'walk' : 'gather';
}

/** No fewer than match; null where only looking at all of them would tell. */
async function atMost(db: Reader, who: Caller, filter: CustomerFilter): Promise<number | null> {
  if (isCubeFilter(filter)) return await countCustomers(db, who, filter);
  const tokens = filterTokens(db, who, filter);
  return tokens === null ? null : await db.search.count('customers', tokens.query);
}

/** So few are gathered without asking how many there are in all. */
const FEW = 100;

async function isWalkCheaper(db: Reader, who: Caller, rows: number, matches: number): Promise<boolean> {
  if (matches <= Math.max(rows, FEW)) return false;
  const total = await readCount(db, who.tenantId, 'customers');
  return matches * matches > rows * total;
}
