import type { Migration } from './migration.ts';

/** What lists of agents who don't reach every customer are counted by (crm/customer-records/owners-records.ts). */
export const ownersRecords: Migration = {
  name: '0002-owners-records',
  statements: () => [ofOwners('follow_ups', 'follow_up_count'), ofOwners('opportunities', 'opportunity_count')],
};

function ofOwners(table: string, counter: string): string {
  return `
    INSERT INTO record_counts (tenant_id, name, slot, n)
    SELECT tenant_id, '${table} of ' || CAST(coalesce(owner_department_id, 0) AS TEXT), 0, sum(${counter}) FROM customers
     WHERE deleted_at IS NULL
     GROUP BY tenant_id, owner_department_id`;
}
