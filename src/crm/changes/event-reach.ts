import { followsJobsOf, isInReach, reachOf } from '#crm/access/scope.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';
import type { StoredEvent } from './read-events.ts';

/** Whether a caller may learn of an event (records of a customer follow the customer). */
export type EventReach = (who: Caller, event: StoredEvent) => boolean;

/** Loads what tells whom these events concern: one statement, whoever asks afterwards. */
export async function eventReach(db: Reader, tenantId: bigint, events: readonly StoredEvent[]): Promise<EventReach> {
  const ids = new Set(events.flatMap(({ customerId }) => customerId ?? []));
  const rows = ids.size === 0 ? [] : await assignments(db.sql, { tenantId }, [...ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return (who, event) => {
    if (event.record === 'job') return followsJobsOf(who, event.agentId);
    if (event.customerId === null) return isOfTenant(event) || concernsAgent(who, event);
    const customer = byId.get(event.customerId);
    return customer !== undefined && isInReach(who, customer);
  };
}

/** Companies and tables are the tenant's. */
function isOfTenant({ record }: StoredEvent): boolean {
  return record === 'company' || record.startsWith('asset');
}

/** A call or message with nobody known is its agent's, and of those who look after more than themselves. */
function concernsAgent(who: Caller, { detail, agentId }: StoredEvent): boolean {
  const reach = reachOf(who);
  if (reach.all || reach.departmentIds.length > 0) return true;
  return agentId === who.agentId || detail['agentId'] === String(who.agentId);
}

const assignments = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql
    .selectFrom('customers')
    .select(['id', 'owner_agent_id', 'owner_department_id', 'service_agent_id', 'service_department_id'])
    .where('tenant_id', '=', p.tenantId)
    .where('id', 'in', ids),
);
