import type { Directory } from '#crm/access/directory.ts';
import type { Company } from '#crm/companies/company.ts';
import type { CompanyFilter } from '#crm/companies/company-filter.ts';
import { countCompanies } from '#crm/companies/count-companies.ts';
import { listCompanies } from '#crm/companies/list-companies.ts';
import { maskCustom } from '#crm/fields/apply-custom.ts';
import { agentCell, customCells, customColumns, idCell, textCell, timeCell } from '../cells.ts';
import type { ExportCell, ExportFilters, RecordExport } from '../record-export.ts';

type Show = (company: Company, directory: Directory) => ExportCell;

/** Without the service password: a file is no place for it. */
const columns: Readonly<Record<string, Show>> = {
  id: ({ id }) => idCell(id),
  name: ({ name }) => name,
  province: ({ province }) => textCell(province),
  city: ({ city }) => textCell(city),
  address: ({ address }) => textCell(address),
  website: ({ website }) => textCell(website),
  serviceAccount: ({ serviceAccount }) => textCell(serviceAccount),
  serviceStart: ({ serviceStart }) => serviceStart,
  serviceEnd: ({ serviceEnd }) => serviceEnd,
  serviceFee: ({ serviceFee }) => serviceFee,
  labels: ({ labels }) => labels,
  remark: ({ remark }) => textCell(remark),
  groupId: ({ groupId }) => idCell(groupId),
  serviceDepartmentIds: ({ serviceDepartmentIds }) => serviceDepartmentIds.map(String),
  ownerLoginNo: ({ ownerAgentId }, directory) => agentCell(directory, ownerAgentId),
  multiServiceList: ({ multiServiceList }) => textCell(multiServiceList),
  createdAt: ({ createdAt }) => timeCell(createdAt),
  createdBy: ({ createdByAgentId }, directory) => agentCell(directory, createdByAgentId),
  updatedAt: ({ updatedAt }) => timeCell(updatedAt),
};

export const companiesExport: RecordExport<ExportFilters['companies']> = {
  columns: (directory) => [...Object.keys(columns), ...customColumns(directory, 'company')],

  async page(db, who, filter, after, limit) {
    const { companies } = await listCompanies(db, who, conditionsOf(filter), {
      limit,
      order: [],
      ...(after === null ? {} : { anchor: { side: 'after', values: [after] } }),
    });
    return companies.map((company) => ({
      id: company.id,
      cells: [
        ...Object.values(columns).map((show) => show(company, who.directory)),
        ...customCells(who.directory, 'company', maskCustom(who, 'company', company.custom)),
      ],
    }));
  },

  count: (db, who, filter) => countCompanies(db, who, conditionsOf(filter)),
};

function conditionsOf({ nameContains = '' }: ExportFilters['companies']): CompanyFilter {
  return { conditions: nameContains === '' ? [] : [{ kind: 'name', text: nameContains }] };
}
