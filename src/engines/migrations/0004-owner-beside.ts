import type { Migration } from './migration.ts';

const OWNER = ['owner_agent_id', 'owner_department_id', 'service_agent_id', 'service_department_id'];

/**
 * Whose its customer is stands in each follow-up, in the index that finds those of a time and beside what the gram index finds:
 * lists of limited reach tell thousands apart without a look at their customers.
 */
export const ownerBeside: Migration = {
  name: '0004-owner-beside',
  statements: (ddl) => [
    ...ddl.columns('follow_ups', OWNER.map((column) => `${column} BIGINT`).join(', ')),
    'DROP INDEX follow_ups_created',
    // Row by row, so that they stay in their order where an engine writes them anew; those of the pool stay as they are.
    `UPDATE follow_ups SET (${OWNER.join(', ')}) = ${ofCustomer(OWNER.join(', '))}
      WHERE ${ofCustomer(`coalesce(${OWNER.join(', ')})`)} IS NOT NULL`,
    ddl.index(
      'follow_ups_created',
      'follow_ups',
      `tenant_id, visible, created_at, id, customer_id, ${OWNER.join(', ')}`,
    ),
    ...ddl.hitsAnew(
      'follow_ups_hits',
      'follow_ups',
      `created_at, type_id, customer_id, created_by_agent_id, ${OWNER.join(', ')}`,
    ),
  ],
};

function ofCustomer(selected: string): string {
  return `(SELECT ${selected} FROM customers
            WHERE customers.tenant_id = follow_ups.tenant_id AND customers.id = follow_ups.customer_id)`;
}
