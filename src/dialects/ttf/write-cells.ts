import type { Customer } from '#crm/customers/customer.ts';
import type { RowTexts } from '#crm/fields/row-texts.ts';
import type { Caller } from '#crm/store.ts';
import type { Cell } from '#jobs/files/write-xlsx.ts';
import { customJson, loginOf, optionName, timeText } from './write-customer.ts';

/** The columns of an exported table: the wire keys of a customer, in their order. */
export const exportHeader = [
  'id',
  'custname',
  'custType',
  'cellphones',
  'address',
  'companyName',
  'taskId',
  'taskname',
  'serviceNo',
  'servicegroupId',
  'companyId',
  'jsonStr',
  'dealFlag',
  'assignTime',
  'customerLabel',
  'custFrom',
  'followNum',
  'lastFlowTime',
  'opTime',
  'loginNo',
  'upLoginNo',
  'upTime',
  'customerStar',
  'customerLabels',
  'lastAccept',
] as const;

/** A customer as a row under that header: lists joined by commas, custom fields as JSON text. */
export function customerCells(who: Caller, one: Customer, rows: RowTexts): Cell[] {
  const { directory } = who;
  const custom = customJson(directory, one, rows);
  return [
    idCell(one.id),
    one.name,
    optionName(directory, 'customer_type', one.typeId),
    one.phones.map((phone) => phone.content).join(','),
    one.address,
    one.companyName,
    idCell(one.taskId),
    optionName(directory, 'task', one.taskId),
    loginOf(directory, one.ownerAgentId),
    idCell(one.ownerDepartmentId),
    idCell(who.tenantId),
    custom === 'null' ? null : custom,
    optionName(directory, 'deal_flag', one.dealFlagId),
    timeText(directory, one.assignedAt),
    one.stars,
    optionName(directory, 'customer_source', one.sourceId),
    one.followUpCount,
    timeText(directory, one.lastContactAt),
    timeText(directory, one.createdAt),
    loginOf(directory, one.createdByAgentId),
    loginOf(directory, one.updatedByAgentId),
    timeText(directory, one.updatedAt),
    one.stars,
    one.labels.map((label) => label.name).join(','),
    one.lastCallSerial,
  ];
}

/** Spreadsheets keep 15 digits of a number: longer ids are texts, so that none is lost. */
function idCell(id: bigint | null): Cell {
  if (id === null) return null;
  return id < 1_000_000_000_000_000n ? Number(id) : String(id);
}
