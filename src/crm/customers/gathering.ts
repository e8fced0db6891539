import type { Expression, SqlBool } from 'kysely';
import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { SearchQuery } from '#engines/engine.ts';
import { asksCells, type CellsAsked, type CellWay, inCells } from './cell-filter.ts';
import { cellsAsked, countByCube } from './cube-count.ts';
import type { CustomerFilter } from './customer.ts';
import { isCubeFilter, rowConditions, type RowTerms, rowTerms } from './filter-conditions.ts';
import { filterTokens } from './filter-tokens.ts';

/**
 * How texts are told: customers are `found` by the gram index; or those of the asked cells are looked for `among` what it
 * finds, in a set; or their texts are `compared`.
 */
type TextWay = 'found' | 'among' | 'compared';

export type Gathering = `${CellWay} ${TextWay}`;

/** What a filter asks, ready to be bound. */
export interface Asked {
  readonly tenantId: bigint;
  readonly rows: RowTerms;
  readonly cells: CellsAsked | null;
  readonly tokens: SearchQuery | null;
}

export interface Gathered {
  readonly asked: Asked;
  readonly way: Gathering;
  /** No fewer than match; Infinity where only looking at them would tell. */
  readonly most: number;
}

/** What a filter asks, and by which way all customers that it lets through are gathered for the least. */
export async function gatherCustomers(db: Reader, who: Caller, filter: CustomerFilter): Promise<Gathered> {
  const tokens = filterTokens(db, who, filter);
  const cells = asksCells(who, filter) || filter.gradeId !== undefined ? await cellsAsked(db, who, filter) : null;
  const { way, most } = await chooseWay(db, filter, cells, tokens?.query ?? null);
  const compares = way.endsWith('compared') || tokens?.exact !== true;
  const asked = {
    tenantId: who.tenantId,
    rows: rowTerms(who, filter, compares),
    cells,
    tokens: way.endsWith('compared') ? null : tokens!.query,
  };
  return { asked, way, most };
}

/** The same for who walks all customers in the order of a list, and looks at each. */
export async function walkCustomers(db: Reader, who: Caller, filter: CustomerFilter): Promise<Asked> {
  const cells = asksCells(who, filter) ? await cellsAsked(db, who, filter) : null;
  return { tenantId: who.tenantId, rows: rowTerms(who, filter, true), cells, tokens: null };
}

/** The conditions on `customers` of a filter, by this way. */
export function conditionsOf(db: Reader, { tenantId, rows, cells, tokens }: Asked, way: Gathering) {
  const [cellWay, textWay] = way.split(' ') as [CellWay, TextWay];
  const all: Expression<SqlBool>[] = rowConditions(tenantId, rows);
  if (tokens !== null) all.push(db.search[textWay === 'among' ? 'among' : 'matches']('customers', tokens));
  if (cells !== null) all.push(inCells(db, cells, cellWay));
  return all;
}

/** So few are looked at each without asking how many the cells have. */
const FEW = 2000;
/** Counting more would cost an engine that reads a row for each more than a better way saves. */
const MOST_COUNTED = 5000;

/** What a customer costs, in 0.1 µs (measured): looked up by its row, put into a set, found by its cell and looked for there, its texts compared. */
const LOOKED_UP = 20;
const PUT = 3;
const LOOKED_FOR = 3;
const COMPARED = 50;

async function chooseWay(
  db: Reader,
  filter: CustomerFilter,
  cells: CellsAsked | null,
  query: SearchQuery | null,
): Promise<Pick<Gathered, 'way' | 'most'>> {
  if (query === null) return await chooseWithoutTexts(db, filter, cells);
  if (cells === null && !namesFew(filter)) return { way: 'tested found', most: Infinity };
  const bound = db.capabilities.countsMatchesCheaply ? undefined : MOST_COUNTED;
  const counted = await db.search.count('customers', query, bound);
  const most = counted === bound ? Infinity : counted;
  if (counted <= FEW) return { way: 'tested found', most };
  if (namesFew(filter)) return { way: 'tested compared', most };
  // An OR of cells and who is served is found by no index.
  if (cells === null || cells.serves) return { way: 'tested found', most };
  const inCells = await countByCube(db, cells);
  const costs = {
    'tested found': counted * LOOKED_UP,
    'gathered among': counted * PUT + inCells * LOOKED_FOR,
    'gathered compared': inCells * COMPARED,
  };
  const [cheapest] = Object.entries(costs).toSorted(([, one], [, other]) => one - other);
  return { way: cheapest![0] as keyof typeof costs, most: Math.min(most, inCells) };
}

/** The index of cells finds what is asked without texts, grades and times too; that of times tells cells one by one. */
async function chooseWithoutTexts(
  db: Reader,
  filter: CustomerFilter,
  cells: CellsAsked | null,
): Promise<Pick<Gathered, 'way' | 'most'>> {
  const others = { ...filter, gradeId: undefined, createdFrom: undefined, createdTo: undefined };
  if (cells === null || !isCubeFilter(others)) return { way: 'tested compared', most: Infinity };
  const most = await countByCube(db, cells);
  const isTimed = filter.createdFrom !== undefined || filter.createdTo !== undefined;
  const gathers = !isTimed || most * TIMED < (await readCount(db, cells.tenantId, 'customers'));
  return { way: gathers ? 'gathered compared' : 'tested compared', most };
}

/** How much dearer a customer is that the index of cells finds than one that is passed by in the order of time. */
const TIMED = 4;

/** Whether an index of its own finds few customers. */
function namesFew({ id, phone, companyId, labelId }: CustomerFilter): boolean {
  return [id, phone, companyId, labelId].some((one) => one !== undefined);
}
