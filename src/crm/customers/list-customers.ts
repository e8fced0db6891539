import { sql, type RawBuilder } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import { beyond, type Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { SearchQuery } from '#engines/engine.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import { cellsAsked, countCustomers } from './count-customers.ts';
import type { Customer, CustomerFilter } from './customer.ts';
import { asksCells, type CellsAsked, inCells } from './cell-filter.ts';
import {
  asksImpossible,
  isCubeFilter,
  isOpenFilter,
  rowConditions,
  type RowTerms,
  rowTerms,
} from './filter-conditions.ts';
import { filterTokens, type TokenQuery } from './filter-tokens.ts';
import { customerRows, toCustomers } from './read-customers.ts';

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
  const way = await chooseWay(db, who, filter, page);
  if (way === 'nothing') return [];
  const tokens = typeof way === 'object' ? way : null;
  const rows = await selectPage(
    db,
    {
      tenantId: who.tenantId,
      rows: rowTerms(who, filter, tokens?.exact !== true),
      cells: asksCells(who, filter) ? await cellsAsked(db, who, filter) : null,
      tokens: tokens?.query ?? null,
      after: page.after ?? null,
      offset: page.offset === undefined || page.offset === 0 ? null : page.offset,
    },
    `${page.order ?? 'newest'} ${typeof way === 'object' ? 'tokens' : way} ${page.limit}`,
  );
  return await toCustomers(db, who, rows);
}

interface PageAsked {
  readonly tenantId: bigint;
  readonly rows: RowTerms;
  readonly cells: CellsAsked | null;
  readonly tokens: SearchQuery | null;
  readonly after: Position | null;
  readonly offset: number | null;
}

type Form = `${CustomerOrder} ${'walk' | 'cells' | 'tokens'} ${number}`;

/** Whole rows are read for the page alone: what is sorted and left out are ids. The limit is part of the form, for planners. */
const selectPage = prepareForms((db: Reader, p: PageAsked, form: Form) => {
  const [order, way, limit] = form.split(' ') as [CustomerOrder, 'walk' | 'cells' | 'tokens', string];
  const { columns, direction } = ORDERS[order];
  const names = columns.map((column) => `customers.${column}` as const);
  const conditions = rowConditions(p.tenantId, p.rows);
  if (p.tokens !== null) conditions.push(db.search.matches('customers', p.tokens));
  if (p.cells !== null) conditions.push(inCells(db, p.cells, way === 'cells' ? 'gathered' : 'tested'));
  let found = db.sql
    .selectFrom('customers')
    .select(['customers.id', 'customers.created_at', 'customers.updated_at'])
    .where((eb) => eb.and(conditions))
    .limit(sql.lit(Number(limit)));
  if (p.offset !== null) found = found.offset(p.offset);
  if (p.after !== null) found = found.where(beyond(names, p.after, direction));
  for (const name of names) found = found.orderBy(way === 'walk' ? sql.ref(name) : gathered(name), direction);
  let rows = customerRows(db.sql)
    .innerJoin(found.as('page'), 'page.id', 'customers.id')
    .where('customers.tenant_id', '=', p.tenantId);
  for (const column of columns) rows = rows.orderBy(`page.${column}`, direction);
  return rows;
});

/**
 * How a page is found. With m of n customers matching, a walk in list order tests about rows · n / m of them, and
 * gathering all matches costs about m: the cheaper one is taken (measured: few matches by index, many by walking).
 */
type Way = 'walk' | 'nothing' | TokenQuery | 'cells';

async function chooseWay(db: Reader, who: Caller, filter: CustomerFilter, page: CustomerPage): Promise<Way> {
  if (asksImpossible(filter)) return 'nothing';
  const rows = page.limit + (page.offset ?? 0);
  if (isOpenFilter(filter) && reachOf(who).all) return 'walk';
  if (isCubeFilter(filter)) {
    const matches = page.total ?? (await countCustomers(db, who, filter));
    if (matches === 0) return 'nothing';
    return (await isWalkCheaper(db, who, rows, matches)) ? 'walk' : 'cells';
  }
  const tokens = filterTokens(db, who, filter);
  if (tokens === null) return 'walk';
  const counted = tokens.decides ? page.total : undefined;
  const matches = counted ?? (await db.search.count('customers', tokens.query));
  if (matches === 0) return 'nothing';
  return (await isWalkCheaper(db, who, rows, matches)) ? 'walk' : tokens;
}

/** So few are gathered without asking how many there are in all. */
const FEW = 100;

async function isWalkCheaper(db: Reader, who: Caller, rows: number, matches: number): Promise<boolean> {
  if (matches <= Math.max(rows, FEW)) return false;
  const total = await readCount(db, who.tenantId, 'customers');
  return matches * matches > rows * total;
}

/** The same order, for which an engine walks no index: what was gathered is sorted. */
function gathered(name: string): RawBuilder<unknown> {
  return sql`+${sql.ref(name)}`;
}
