import type { Migration } from './migration.ts';

/** What lists of agents who don't reach every customer are counted by (crm/customer-records/pooled-records.ts). */
export const pooledRecords: Migration = {
  name: '0002-pooled-records',
  statements: () => [
    pooled('pooled_follow_ups', 'follow_up_count'),
    pooled('pooled_opportunities', 'opportunity_count'),
  ],
};

function pooled(name: string, counter: string): string {
  return `
    INSERT INTO record_counts (tenant_id, name, slot, n)
    SELECT tenant_id, '${name}', 0, sum(${counter}) FROM customers
     WHERE owner_agent_id IS NULL AND owner_department_id IS NULL AND deleted_at IS NULL
     GROUP BY tenant_id`;
}
