import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import type { CustomerFilter } from './customer.ts';
import { cellConditions, cellsInReach, isOpenFilter } from './filter-conditions.ts';

/**
 * How customers are told by their cell: `gathered` finds them by the index of cells; `tested` looks at each that is found
 * otherwise, and keeps an engine from any index of its own choice.
 */
export type CellWay = 'gathered' | 'tested';

/** Whether the filter, or what the caller reaches, asks for the cells of the cube at all. */
export function asksCells(who: Caller, filter: CustomerFilter): boolean {
  const { ownerAgentId, ownerDepartmentIds, inPool, typeId, sourceId, dealFlagId, taskId } = filter;
  const dimensions = { ownerAgentId, ownerDepartmentIds, inPool, typeId, sourceId, dealFlagId, taskId };
  return !reachOf(who).all || !isOpenFilter(dimensions);
}

/**
 * The condition on `customers` that the filter lets their cells through, and that they are in reach: by their owner or, when
 * `serves`, because they are served.
 */
export function inCells(
  db: Reader,
  who: Caller,
  filter: CustomerFilter,
  way: CellWay,
  serves: boolean,
): Expression<SqlBool> {
  const owned = cellIn(way, cells(db, [...cellConditions(who, filter), ...cellsInReach(who)]));
  if (!serves) return owned;
  const eb = expressionBuilder<Database, 'customers'>();
  return eb.or([owned, isServedOnly(db, who, filter)]);
}

/** The condition on `customers` that they are served, let through by the filter, and out of reach otherwise. */
export function isServedOnly(db: Reader, who: Caller, filter: CustomerFilter): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers'>();
  const inReach = cells(db, [...cellConditions(who, {}), ...cellsInReach(who)]);
  return eb.and([
    eb('customers.id', 'in', served(db, who)),
    cellIn('tested', cells(db, cellConditions(who, filter))),
    eb.not(cellIn('tested', inReach)),
  ]);
}

/** Whether somebody's customers are in the caller's reach because they are served; hardly ever, so it is asked first. */
export async function servesOthers(db: Reader, who: Caller): Promise<boolean> {
  if (reachOf(who).all) return false;
  const found = await served(db, who).limit(1).execute();
  return found.length > 0;
}

/** Customers that the agent, or one of the departments in its scope, serves. */
function served(db: Reader, who: Caller) {
  const reach = reachOf(who);
  const rows = db.sql.selectFrom('customers').select('customers.id').where('customers.tenant_id', '=', who.tenantId);
  if (reach.all) return rows;
  const byAgent = rows.where('customers.service_agent_id', '=', reach.agentId);
  if (reach.departmentIds.length === 0) return byAgent;
  return byAgent.unionAll(rows.where('customers.service_department_id', 'in', reach.departmentIds));
}

function cells(db: Reader, conditions: readonly Expression<SqlBool>[]) {
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
