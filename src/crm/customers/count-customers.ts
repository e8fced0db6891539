import { sql } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { SearchQuery } from '#engines/engine.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import type { CustomerFilter } from './customer.ts';
import { asksCells, type CellsAsked, inCells, isServedOnly, servesOthers } from './cell-filter.ts';
import {
  asksImpossible,
  cellConditions,
  cellsInReach,
  cellTerms,
  isCubeFilter,
  isOpenFilter,
  rowConditions,
  type RowTerms,
  rowTerms,
} from './filter-conditions.ts';
import { filterTokens } from './filter-tokens.ts';

/**
 * How many living customers the caller sees through a filter, exactly. The counter cube answers for its dimensions, the
 * gram index for short texts alone; other filters count rows, at a cost in proportion to the matches.
 */
export async function countCustomers(db: Reader, who: Caller, filter: CustomerFilter): Promise<number> {
  if (asksImpossible(filter)) return 0;
  if (isOpenFilter(filter) && reachOf(who).all) return await readCount(db, who.tenantId, 'customers');
  if (isCubeFilter(filter)) return await countByCube(db, await cellsAsked(db, who, filter));
  const tokens = filterTokens(db, who, filter);
  if (tokens?.decides === true) return await db.search.count('customers', tokens.query);
  const [row] = await countRows(
    db,
    {
      tenantId: who.tenantId,
      rows: rowTerms(who, filter, tokens?.exact !== true),
      cells: asksCells(who, filter) ? await cellsAsked(db, who, filter) : null,
      tokens: tokens?.query ?? null,
    },
    '',
  );
  return Number(row!.n);
}

/** What a filter, and the reach of the caller, ask of the cells of the cube. */
export async function cellsAsked(db: Reader, who: Caller, filter: CustomerFilter): Promise<CellsAsked> {
  return {
    tenantId: who.tenantId,
    reach: reachOf(who),
    cells: cellTerms(filter),
    serves: await servesOthers(db, who),
  };
}

interface RowsCounted {
  readonly tenantId: bigint;
  readonly rows: RowTerms;
  readonly cells: CellsAsked | null;
  readonly tokens: SearchQuery | null;
}

const countRows = prepareForms((db: Reader, p: RowsCounted) => {
  const conditions = rowConditions(p.tenantId, p.rows);
  if (p.cells !== null) conditions.push(inCells(db, p.cells, 'tested'));
  if (p.tokens !== null) conditions.push(db.search.matches('customers', p.tokens));
  return db.sql
    .selectFrom('customers')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => eb.and(conditions));
});

async function countByCube(db: Reader, asked: CellsAsked): Promise<number> {
  const [owned] = await sumCells(db, asked, '');
  if (!asked.serves) return Number(owned!.n);
  const [served] = await countServedOnly(db, asked, '');
  return Number(owned!.n) + Number(served!.n);
}

const sumCells = prepareForms((db: Reader, { tenantId, reach, cells }: CellsAsked) =>
  db.sql
    .selectFrom('customer_cells')
    .innerJoin('customer_counts', (join) =>
      join
        .onRef('customer_counts.tenant_id', '=', 'customer_cells.tenant_id')
        .onRef('customer_counts.cell_id', '=', 'customer_cells.id'),
    )
    .select(sql<number>`coalesce(sum(customer_counts.n), 0)`.as('n'))
    .where((eb) => eb.and([...cellConditions(tenantId, cells), ...cellsInReach(reach)])),
);

/** Customers in reach only because they are served: the cube knows owners, not who serves. */
const countServedOnly = prepareForms((db: Reader, asked: CellsAsked) =>
  db.sql
    .selectFrom('customers')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => eb.and([...rowConditions(asked.tenantId, {}), isServedOnly(db, asked)])),
);
