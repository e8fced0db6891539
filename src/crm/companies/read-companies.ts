import type { Selectable } from 'kysely';
import { parseCustom } from '#crm/fields/custom-text.ts';
import type { CompaniesTable } from '#engines/engine.ts';
import type { Company, CompanyTitle } from './company.ts';

export type CompanyRow = Selectable<CompaniesTable>;

/** How much of each company a list reads, and what it makes of it. A list of titles costs half of what whole companies do. */
export interface CompanyReading<T> {
  readonly columns: 'whole' | 'title';
  /** @param row only the columns of a title, where no others are read */
  of(row: CompanyRow): T;
}

export const asWhole: CompanyReading<Company> = { columns: 'whole', of: toCompany };

export const asTitle: CompanyReading<CompanyTitle> = {
  columns: 'title',
  of: (row) => ({ id: row.id, name: row.name, createdAt: row.created_at, updatedAt: row.updated_at }),
};

export function toCompany(row: CompanyRow): Company {
  return {
    id: row.id,
    name: row.name,
    province: row.province,
    city: row.city,
    address: row.address,
    website: row.website,
    remark: row.remark,
    serviceStart: row.service_start,
    serviceEnd: row.service_end,
    serviceFee: row.service_fee,
    serviceAccount: row.service_account,
    servicePasswordSealed: row.service_password_sealed,
    labels: JSON.parse(row.labels) as string[],
    groupId: row.group_id,
    serviceDepartmentIds: (JSON.parse(row.service_departments) as string[]).map(BigInt),
    ownerAgentId: row.owner_agent_id,
    multiServiceList: row.multi_service_list,
    customerCount: row.customer_count,
    custom: parseCustom(row.custom),
    version: row.version,
    createdAt: row.created_at,
    createdByAgentId: row.created_by_agent_id,
    updatedAt: row.updated_at,
    updatedByAgentId: row.updated_by_agent_id,
    deletedAt: row.deleted_at,
  };
}
