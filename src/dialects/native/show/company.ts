import { listCompanyGroups } from '#crm/companies/company-groups.ts';
import type { Company as CrmCompany } from '#crm/companies/company.ts';
import { HIDDEN_PASSWORD } from '#crm/companies/service-password.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Company } from '../schemas/company.ts';
import { showTime, showTimeOrNull } from '../time.ts';
import { showCustoms } from './custom.ts';
import { showAgent, showDepartment } from './refs.ts';

/** Companies as this dialect answers them; service passwords only by their own route. */
export async function showCompanies(db: Reader, who: Caller, companies: readonly CrmCompany[]): Promise<Company[]> {
  const customs = await showCustoms(
    db,
    who,
    'company',
    companies.map((one) => one.custom),
  );
  const groupIds = companies.map((one) => one.groupId).filter((id) => id !== null);
  const groups = groupIds.length === 0 ? [] : await listCompanyGroups(db, who.tenantId, groupIds);
  const groupOf = new Map(groups.map((group) => [group.id, { ...group, id: String(group.id) }]));
  return companies.map((one, at) => ({
    id: String(one.id),
    version: one.version,
    name: one.name,
    province: one.province,
    city: one.city,
    address: one.address,
    website: one.website,
    remark: one.remark,
    serviceStart: one.serviceStart,
    serviceEnd: one.serviceEnd,
    serviceFee: one.serviceFee,
    serviceAccount: one.serviceAccount,
    servicePassword: one.servicePasswordSealed === null ? '' : HIDDEN_PASSWORD,
    labels: [...one.labels],
    group: (one.groupId === null ? undefined : groupOf.get(one.groupId)) ?? null,
    serviceDepartments: one.serviceDepartmentIds.map((id) => showDepartment(who, id)!),
    owner: showAgent(who, one.ownerAgentId),
    customerCount: one.customerCount,
    custom: customs[at]!,
    createdAt: showTime(one.createdAt),
    createdBy: showAgent(who, one.createdByAgentId),
    updatedAt: showTime(one.updatedAt),
    updatedBy: showAgent(who, one.updatedByAgentId),
    deletedAt: showTimeOrNull(one.deletedAt),
  }));
}

export async function showCompany(db: Reader, who: Caller, company: CrmCompany): Promise<Company> {
  return (await showCompanies(db, who, [company]))[0]!;
}
