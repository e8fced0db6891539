import type { Migration } from './migration.ts';

/**
 * For callers who don't reach every customer: whether one is in reach is told by an index, a fifth of the customer's row, and
 * whose a follow-up of a time is by the index that finds it.
 */
export const reachAtHand: Migration = {
  name: '0003-reach-at-hand',
  statements: (ddl) => [
    ddl.index(
      'customers_reach',
      'customers',
      'tenant_id, id, owner_agent_id, owner_department_id, service_agent_id, service_department_id',
      'deleted_at IS NULL',
    ),
    'DROP INDEX follow_ups_created',
    ddl.index('follow_ups_created', 'follow_ups', 'tenant_id, visible, created_at, id, customer_id'),
  ],
};
