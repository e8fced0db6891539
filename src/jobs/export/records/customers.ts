import { countCustomers } from '#crm/customers/count-customers.ts';
import type { Customer, CustomerFilter } from '#crm/customers/customer.ts';
import { listCustomers } from '#crm/customers/list-customers.ts';
import type { Directory } from '#crm/access/directory.ts';
import { maskCustom } from '#crm/fields/apply-custom.ts';
import type { Caller } from '#crm/store.ts';
import { agentCell, customCells, customColumns, idCell, optionCell, textCell, timeCell } from '../cells.ts';
import type { ExportCell, RecordExport } from '../record-export.ts';

type Show = (customer: Customer, directory: Directory) => ExportCell;

const columns: Readonly<Record<string, Show>> = {
  id: ({ id }) => idCell(id),
  name: ({ name }) => textCell(name),
  phones: ({ phones }) => phones.map(({ content }) => content),
  type: ({ typeId }, directory) => optionCell(directory, 'customer_type', typeId),
  source: ({ sourceId }, directory) => optionCell(directory, 'customer_source', sourceId),
  grade: ({ gradeId }, directory) => optionCell(directory, 'customer_grade', gradeId),
  dealFlag: ({ dealFlagId }, directory) => optionCell(directory, 'deal_flag', dealFlagId),
  stars: ({ stars }) => stars,
  labels: ({ labels }) => labels.map(({ name }) => name),
  address: ({ address }) => address,
  company: ({ companyName }) => companyName,
  task: ({ taskId }, directory) => optionCell(directory, 'task', taskId),
  ownerLoginNo: ({ ownerAgentId }, directory) => agentCell(directory, ownerAgentId),
  departmentId: ({ ownerDepartmentId }) => idCell(ownerDepartmentId),
  assignedAt: ({ assignedAt }) => timeCell(assignedAt),
  serviceLoginNo: ({ serviceAgentId }, directory) => agentCell(directory, serviceAgentId),
  serviceDepartmentId: ({ serviceDepartmentId }) => idCell(serviceDepartmentId),
  imThirdId: ({ imThirdId }) => imThirdId,
  originalId: ({ originalId }) => idCell(originalId),
  createdAt: ({ createdAt }) => timeCell(createdAt),
  createdBy: ({ createdByAgentId }, directory) => agentCell(directory, createdByAgentId),
  updatedAt: ({ updatedAt }) => timeCell(updatedAt),
};

export const customersExport: RecordExport<CustomerFilter> = {
  columns: (directory) => [...Object.keys(columns), ...customColumns(directory, 'customer')],

  async page(db, who, filter, after, limit) {
    const customers = await listCustomers(db, who, filter, {
      limit,
      order: 'id',
      ...(after === null ? {} : { after: [after] }),
    });
    return customers.map((customer) => ({ id: customer.id, cells: cellsOf(who, customer) }));
  },

  count: countCustomers,
};

function cellsOf(who: Caller, customer: Customer): ExportCell[] {
  const { directory } = who;
  const cells = Object.values(columns).map((show) => show(customer, directory));
  return [...cells, ...customCells(directory, 'customer', maskCustom(who, 'customer', customer.custom))];
}
