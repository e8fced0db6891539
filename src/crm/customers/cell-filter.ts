import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely';
import { type LimitedReach, type Reach, reachOf } from '#crm/access/scope.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import type { CustomerFilter } from './customer.ts';
import { type CellTerms, cellConditions, cellsInReach, namesDimension, rowConditions } from './filter-conditions.ts';

/**
 * How customers are told by their cell: `gathered` finds them by the index of cells; `tested` looks at each that is found
 * otherwise, and keeps an engine from any index of its own choice.
 */
export type CellWay = 'gathered' | 'tested';

/** Cells that a filter lets through, and of which the customers are in reach; ready to be bound. */
export interface CellsAsked {
  readonly tenantId: bigint;
  readonly reach: Reach;
  readonly cells: CellTerms;
  /** Whether somebody's customers are in reach because they are served (see servesOthers). */
  readonly serves: boolean;
}

/** Whether the filter, or what the caller reaches, asks for the cells of the cube at all. */
export function asksCells(who: Caller, filter: CustomerFilter): boolean {
  return !reachOf(who).all || namesDimension(filter);
}

/** The condition on `customers` that their cells are those asked for, or that they are in reach because they are served. */
export function inCells(db: Reader, asked: CellsAsked, way: CellWay): Expression<SqlBool> {
  const { tenantId, reach, cells } = asked;
  const owned = cellIn(way, selectCells(db, [...cellConditions(tenantId, cells), ...cellsInReach(reach)]));
  if (!asked.serves) return owned;
  const eb = expressionBuilder<Database, 'customers'>();
  // In a set: beside other conditions an engine would read each row for who serves it.
  const isServedAmong = eb('customers.id', 'in', served(db, { tenantId, reach }));
  return eb.or([owned, eb.and([isServedAmong, ...outOfReach(db, asked)])]);
}

/** The condition on `customers` that they are served, let through by the filter, and out of reach otherwise. */
export function isServedOnly(db: Reader, asked: CellsAsked): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers'>();
  return eb.and([isServed(asked.reach), ...outOfReach(db, asked)]);
}

function outOfReach(db: Reader, { tenantId, reach, cells }: CellsAsked): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customers'>();
  const inReach = selectCells(db, [...cellConditions(tenantId, {}), ...cellsInReach(reach)]);
  return [cellIn('tested', selectCells(db, cellConditions(tenantId, cells))), eb.not(cellIn('tested', inReach))];
}

/** The living customers that the agent owns outside the departments in its scope: their cells tell that there are hardly any. */
export function ownedOnly(db: Reader, tenantId: bigint, { agentId, departmentIds }: LimitedReach) {
  const owned = db.sql
    .selectFrom('customer_cells')
    .innerJoin('customers', (join) =>
      join
        .onRef('customers.tenant_id', '=', 'customer_cells.tenant_id')
        .onRef('customers.cell_id', '=', 'customer_cells.id'),
    )
    .where('customer_cells.tenant_id', '=', tenantId)
    .where('customer_cells.owner_agent_id', '=', agentId)
    .where('customers.deleted_at', 'is', null);
  return departmentIds.length === 0
    ? owned
    : owned.where('customer_cells.owner_department_id', 'not in', departmentIds);
}

/** The living customers in reach only because they are served. */
export function servedOnly(db: Reader, tenantId: bigint, reach: LimitedReach) {
  return db.sql
    .selectFrom('customers')
    .where((eb) =>
      eb.and([...rowConditions(tenantId, {}), isServedOnly(db, { tenantId, reach, cells: {}, serves: true })]),
    );
}

/** Whether somebody's customers are in the caller's reach because they are served; hardly ever, so it is asked first. */
export async function servesOthers(db: Reader, who: Caller): Promise<boolean> {
  const reach = reachOf(who);
  if (reach.all) return false;
  const found = await someServed(db, { tenantId: who.tenantId, reach }, '');
  return found.length > 0;
}

interface Serving {
  readonly tenantId: bigint;
  readonly reach: Reach;
}

const someServed = prepareForms((db: Reader, p: Serving) => served(db, p).limit(1));

/** The condition on `customers` that the agent, or one of the departments in its scope, serves them. */
function isServed(reach: Reach): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers'>();
  if (reach.all) return eb.lit(true);
  const byAgent = eb('customers.service_agent_id', '=', reach.agentId);
  return reach.departmentIds.length === 0
    ? byAgent
    : eb.or([byAgent, eb('customers.service_department_id', 'in', reach.departmentIds)]);
}

/** Customers that the agent, or one of the departments in its scope, serves. */
function served(db: Reader, { tenantId, reach }: Serving) {
  const rows = db.sql.selectFrom('customers').select('customers.id').where('customers.tenant_id', '=', tenantId);
  if (reach.all) return rows;
  const byAgent = rows.where('customers.service_agent_id', '=', reach.agentId);
  if (reach.departmentIds.length === 0) return byAgent;
  return byAgent.unionAll(rows.where('customers.service_department_id', 'in', reach.departmentIds));
}

function selectCells(db: Reader, conditions: readonly Expression<SqlBool>[]) {
  return db.sql
    .selectFrom('customer_cells')
    .select('customer_cells.id')
    .where((eb) => eb.and([...conditions]));
}

/** A unary plus changes no number, and no index is made for it. */
function cellIn(way: CellWay, ids: Expression<{ id: bigint }>): Expression<SqlBool> {
  const column = sql.ref('customers.cell_id');
  return way === 'tested' ? sql<SqlBool>`+${column} in ${ids}` : sql<SqlBool>`${column} in ${ids}`;
}
