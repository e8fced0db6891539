import type { Customer } from '#crm/customers/customer.ts';
import type { RowTexts } from '#crm/fields/row-texts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { agent, department, id, option, role, seconds, text } from './json.ts';
import { customMembers, rowTextsOf } from './write-custom.ts';

const DAY_MS = 86_400_000;
const HOW_MADE = ['手动创建', '导入', '接口'];

/** Clients as JSON texts by id, in the seed's key order. One statement, if any, for all. */
export async function writeClients(
  db: Reader,
  who: Caller,
  customers: Iterable<Customer>,
): Promise<ReadonlyMap<bigint, string>> {
  const all = [...customers];
  const rows = await rowTextsOf(db, who, 'customer', all);
  return new Map(all.map((one) => [one.id, clientJson(who, one, rows)]));
}

/** One client as JSON text. */
export async function writeClient(db: Reader, who: Caller, customer: Customer): Promise<string> {
  return (await writeClients(db, who, [customer])).get(customer.id)!;
}

function clientJson(who: Caller, one: Customer, rows: RowTexts): string {
  const { directory } = who;
  return (
    `{"_id":${one.id},"cle_name":${text(one.name)},"cle_phone":${text(firstPhone(one))}` +
    `,"cle_source":${id(one.sourceId)},"cle_source_name":${option(directory, 'customer_source', one.sourceId)}` +
    `,"cle_type":${id(one.typeId)},"cle_type_name":${option(directory, 'customer_type', one.typeId)}` +
    `,"cle_grade":${id(one.gradeId)},"cle_grade_name":${option(directory, 'customer_grade', one.gradeId)}` +
    `,"sale_charge_user_id":${id(one.ownerAgentId)},"service_charge_user_id":${id(one.serviceAgentId)}` +
    `,"is_win_order":${one.won ? 1 : 2},"is_win_order_name":"${one.won ? '是' : '否'}"` +
    `,"last_assign_time":${seconds(one.assignedAt)},"last_recycle_time":${seconds(one.recycledAt)}` +
    `,"transfer_public_reason_id":${id(one.poolReasonId)},"create_type":${one.howMade}` +
    `,"import_task_id":${id(one.taskId)}` +
    `,"create_user_id":${id(one.createdByAgentId)},"create_time":${seconds(one.createdAt)}` +
    `,"update_user_id":${id(one.updatedByAgentId)},"update_time":${seconds(one.updatedAt)}` +
    `,"last_contact_user_id":${id(one.lastContactAgentId)},"last_contact_time":${seconds(one.lastContactAt)}` +
    customMembers(directory, 'customer', one.custom, rows) +
    `,"original_id":${id(one.originalId)},"cle_pinyin":${text(one.pinyin)}` +
    `,"sale_charge_user_name":${agent(directory, one.ownerAgentId)}` +
    `,"sale_charge_department_id":${id(one.ownerDepartmentId)}` +
    `,"sale_charge_department_name":${department(directory, one.ownerDepartmentId)}` +
    `,"service_charge_user_name":${agent(directory, one.serviceAgentId)}` +
    `,"service_charge_department_id":${id(one.serviceDepartmentId)}` +
    `,"service_charge_department_name":${department(directory, one.serviceDepartmentId)}` +
    `,"last_contact_user_name":${agent(directory, one.lastContactAgentId)}` +
    `,"last_contact_department_id":${id(one.lastContactDepartmentId)}` +
    `,"last_contact_department_name":${department(directory, one.lastContactDepartmentId)}` +
    `,"create_type_name":"${HOW_MADE[one.howMade] ?? ''}"` +
    `,"transfer_public_reason_name":${option(directory, 'pool_reason', one.poolReasonId)}` +
    `,"opportunity_num":${one.opportunityCount},"import_task_name":${option(directory, 'task', one.taskId)}` +
    `,"im_third_id":${text(one.imThirdId)}` +
    `,"create_role_id":${id(one.createdRoleId)},"create_role_name":${role(directory, one.createdRoleId)}` +
    `,"switch_times":${one.ownerChanges},"vcc_id":${who.tenantId}` +
    `,"create_user_name":${agent(directory, one.createdByAgentId)}` +
    `,"create_department_id":${id(one.createdDepartmentId)}` +
    `,"create_department_name":${department(directory, one.createdDepartmentId)}` +
    `,"update_user_name":${agent(directory, one.updatedByAgentId)}` +
    `,"update_department_id":${id(one.updatedDepartmentId)}` +
    `,"update_department_name":${department(directory, one.updatedDepartmentId)}` +
    `,"id":"${one.id}","no_contact_days":${daysSince(one.lastContactAt, who.now)}}`
  );
}

/** `cle_phone` is the first of a client's phones. */
export function firstPhone(customer: Customer): string {
  return customer.phones[0]?.content ?? '';
}

/** Whole days; 0 when there never was a contact. */
function daysSince(at: number | null, now: number): number {
  return at === null ? 0 : Math.max(0, Math.floor((now - at) / DAY_MS));
}
