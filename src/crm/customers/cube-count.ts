import { sql } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import { type CellsAsked, isServedOnly, servesOthers } from './cell-filter.ts';
import type { CustomerFilter } from './customer.ts';
import { cellConditions, cellsInReach, cellTerms, rowConditions } from './filter-conditions.ts';

/** What a filter, and the reach of the caller, ask of the cells of the cube. */
export async function cellsAsked(db: Reader, who: Caller, filter: CustomerFilter): Promise<CellsAsked> {
  return {
    tenantId: who.tenantId,
    reach: reachOf(who),
    cells: cellTerms(filter),
    serves: await servesOthers(db, who),
  };
}

/** How many living customers are in such cells, or in reach because they are served. */
export async function countByCube(db: Reader, asked: CellsAsked): Promise<number> {
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
