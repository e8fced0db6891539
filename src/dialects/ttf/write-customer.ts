import type { Agent, DictionaryName, Directory } from '#crm/access/directory.ts';
import type { Customer } from '#crm/customers/customer.ts';
import { fieldText } from '#crm/fields/field-text.ts';
import { type RowTexts, loadRowTexts } from '#crm/fields/row-texts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { zonedMinuteText } from '#crm/zoned-time.ts';

/**
 * What `customerLabel` holds: stars in a list, a detail and an export, labels after a write; only list and detail carry the
 * second spelling `uploginNo` (seed, the examples of list_customers, get_customer and create_customer).
 */
export type CustomerForm = 'read' | 'written' | 'exported';

/** Customers as the dialect writes them: JSON texts in the contract's key order. One statement, if any, for all. */
export async function writeCustomers(
  db: Reader,
  who: Caller,
  customers: readonly Customer[],
  form: CustomerForm,
): Promise<string[]> {
  const rows = await rowTextsOf(db, who, customers);
  return customers.map((customer) => customerJson(who, customer, form, rows));
}

/** The texts that stand for asset rows in the customers' custom fields. */
export async function rowTextsOf(db: Reader, who: Caller, customers: readonly Customer[]): Promise<RowTexts> {
  const customs = customers.map((one) => one.custom);
  return await loadRowTexts(db, who.tenantId, who.directory, 'customer', customs);
}

function customerJson(who: Caller, one: Customer, form: CustomerForm, rows: RowTexts): string {
  const { directory } = who;
  const stars = String(one.stars);
  const labels = listJson(one.labels.map(({ id, name }) => `{"id":${id},"name":${JSON.stringify(name)}}`));
  const author = textJson(loginOf(directory, one.updatedByAgentId));
  return (
    `{"id":${one.id},"custname":${textJson(one.name)}` +
    `,"custType":${optionJson(directory, 'customer_type', one.typeId)}` +
    `,"cellphones":${listJson(one.phones.map(({ id, content }) => `{"id":${id},"content":${JSON.stringify(content)}}`))}` +
    `,"address":${textJson(one.address)},"companyName":${textJson(one.companyName)}` +
    `,"taskId":${one.taskId},"taskname":${optionJson(directory, 'task', one.taskId)}` +
    `,"serviceNo":${textJson(loginOf(directory, one.ownerAgentId))},"servicegroupId":${one.ownerDepartmentId}` +
    `,"companyId":${who.tenantId},"jsonStr":${customJson(directory, one, rows)}` +
    `,"dealFlag":${optionJson(directory, 'deal_flag', one.dealFlagId)},"assignTime":${timeJson(directory, one.assignedAt)}` +
    `,"customerLabel":${form === 'written' ? labels : stars}` +
    `,"custFrom":${optionJson(directory, 'customer_source', one.sourceId)}` +
    `,"followNum":${one.followUpCount},"lastFlowTime":${timeJson(directory, one.lastContactAt)}` +
    `,"opTime":${timeJson(directory, one.createdAt)},"loginNo":${textJson(loginOf(directory, one.createdByAgentId))}` +
    `,"upLoginNo":${author},"upTime":${timeJson(directory, one.updatedAt)}` +
    (form === 'read' ? `,"uploginNo":${author}` : '') +
    `,"customerStar":${stars},"customerLabels":${labels}` +
    (one.lastCallSerial === null ? '' : `,"lastAccept":${JSON.stringify(one.lastCallSerial)}`) +
    '}'
  );
}

/** The object of the set fields, `{"<id>_<label>": text}`, or null. */
export function customJson(directory: Directory, one: Customer, rows: RowTexts): string {
  if (one.custom.size === 0) return 'null';
  const members: string[] = [];
  for (const field of directory.fields.get('customer')?.all ?? []) {
    const value = one.custom.get(field.id);
    if (value === undefined) continue;
    members.push(
      `${JSON.stringify(`${field.id}_${field.label}`)}:${JSON.stringify(fieldText(directory, field, value, rows))}`,
    );
  }
  return members.length === 0 ? 'null' : `{${members.join(',')}}`;
}

export function loginOf(directory: Directory, agentId: bigint | null): string | null {
  return agentOf(directory, agentId)?.loginNo ?? null;
}

export function agentOf(directory: Directory, agentId: bigint | null): Agent | undefined {
  return agentId === null ? undefined : directory.agents.get(agentId);
}

export function optionName(directory: Directory, dictionary: DictionaryName, id: bigint | null): string | null {
  return id === null ? null : (directory.options.get(dictionary)?.byId.get(id)?.name ?? null);
}

function optionJson(directory: Directory, dictionary: DictionaryName, id: bigint | null): string {
  return textJson(optionName(directory, dictionary, id));
}

/** `YYYY-MM-DD HH:mm` in the tenant's zone. */
export function timeText(directory: Directory, at: number | null): string | null {
  return at === null ? null : zonedMinuteText(at, directory.tenant.timeZone);
}

function timeJson(directory: Directory, at: number | null): string {
  return at === null ? 'null' : `"${zonedMinuteText(at, directory.tenant.timeZone)}"`;
}

export function textJson(text: string | null): string {
  return text === null || text === '' ? 'null' : JSON.stringify(text);
}

export function listJson(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}
