import { customerInReach, reachOf } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';
import { toOpportunity, type Opportunity, type OpportunityRow } from './opportunity.ts';

/** The opportunity of this id. Raises `not_found` for one that is deleted or whose customer the caller may not see. */
export async function getOpportunity(db: Reader, who: Caller, id: bigint): Promise<Opportunity> {
  const opportunity = (await getOpportunities(db, who, [id])).get(id);
  if (opportunity === undefined) throw new CrmError('not_found', { record: 'opportunity', id: String(id) });
  return opportunity;
}

/** Living opportunities by id, those out of reach left out; one statement, two for callers of limited reach. */
export async function getOpportunities(
  db: Reader,
  who: Caller,
  ids: readonly bigint[],
): Promise<Map<bigint, Opportunity>> {
  const rows = await rowsById(db.sql, { tenantId: who.tenantId }, ids);
  const visible = await inReach(db, who, rows);
  return new Map(visible.map((row) => [row.id, toOpportunity(who, row)]));
}

async function inReach(db: Reader, who: Caller, rows: readonly OpportunityRow[]): Promise<readonly OpportunityRow[]> {
  if (reachOf(who).all || rows.length === 0) return rows;
  const customers = await db.sql
    .selectFrom('customers')
    .select('customers.id')
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.id', 'in', [...new Set(rows.map((row) => row.customer_id))])
    .where(customerInReach(who))
    .execute();
  const reachable = new Set(customers.map((customer) => customer.id));
  return rows.filter((row) => reachable.has(row.customer_id));
}

const rowsById = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql
    .selectFrom('opportunities')
    .selectAll()
    .where('tenant_id', '=', p.tenantId)
    .where('id', 'in', ids)
    .where('visible', '=', 1),
);
