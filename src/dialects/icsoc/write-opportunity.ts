import type { Customer } from '#crm/customers/customer.ts';
import { getCustomers } from '#crm/customers/get-customer.ts';
import type { RowTexts } from '#crm/fields/row-texts.ts';
import type { Opportunity } from '#crm/opportunities/opportunity.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { agent, department, id, option, seconds, text } from './json.ts';
import { firstPhone } from './write-client.ts';
import { customMembers, rowTextsOf } from './write-custom.ts';

/** Opportunities as JSON texts by id, in the seed's key order. One statement, if any, for all. */
export async function writeOpportunities(
  db: Reader,
  who: Caller,
  opportunities: Iterable<Opportunity>,
  customers: ReadonlyMap<bigint, Customer>,
): Promise<ReadonlyMap<bigint, string>> {
  const all = [...opportunities];
  const rows = await rowTextsOf(db, who, 'opportunity', all);
  return new Map(all.map((one) => [one.id, opportunityJson(who, one, customers.get(one.customerId), rows)]));
}

/** One opportunity by itself. */
export async function opportunityText(db: Reader, who: Caller, opportunity: Opportunity): Promise<string> {
  const customers = await getCustomers(db, who, [opportunity.customerId]);
  return (await writeOpportunities(db, who, [opportunity], customers)).get(opportunity.id)!;
}

function opportunityJson(who: Caller, one: Opportunity, customer: Customer | undefined, rows: RowTexts): string {
  const { directory } = who;
  return (
    `{"_id":${one.id},"opty_name":${text(one.name)},"cle_id":${one.customerId}` +
    `,"opty_type":${id(one.typeId)},"opty_type_name":${option(directory, 'opportunity_type', one.typeId)}` +
    `,"opty_source":${id(one.sourceId)},"opty_source_name":${option(directory, 'opportunity_source', one.sourceId)}` +
    `,"opty_stage":${id(one.stageId)}` +
    `,"lose_order_reason":${id(one.loseReasonId)},"lose_order_remark":${text(one.loseRemark)}` +
    `,"sale_charge_user_id":${id(one.ownerAgentId)}` +
    `,"create_user_id":${id(one.createdByAgentId)},"create_time":${seconds(one.createdAt)}` +
    `,"update_user_id":${id(one.updatedByAgentId)},"update_time":${seconds(one.updatedAt)}` +
    `,"last_contact_user_id":${id(one.lastContactAgentId)},"last_contact_time":${seconds(one.lastContactAt)}` +
    customMembers(directory, 'opportunity', one.custom, rows) +
    `,"cle_name":${text(customer?.name ?? null)},"cle_phone":${text(customer === undefined ? null : firstPhone(customer))}` +
    `,"opty_stage_name":${option(directory, 'opportunity_stage', one.stageId)}` +
    `,"lose_order_reason_name":${option(directory, 'lose_reason', one.loseReasonId)}` +
    `,"sale_charge_user_name":${agent(directory, one.ownerAgentId)}` +
    `,"sale_charge_department_id":${id(one.ownerDepartmentId)}` +
    `,"sale_charge_department_name":${department(directory, one.ownerDepartmentId)}` +
    `,"last_contact_user_name":${agent(directory, one.lastContactAgentId)}` +
    `,"last_contact_department_id":${id(one.lastContactDepartmentId)}` +
    `,"last_contact_department_name":${department(directory, one.lastContactDepartmentId)}` +
    `,"vcc_id":${who.tenantId}` +
    `,"create_user_name":${agent(directory, one.createdByAgentId)}` +
    `,"create_department_id":${id(one.createdDepartmentId)}` +
    `,"create_department_name":${department(directory, one.createdDepartmentId)}` +
    `,"update_user_name":${agent(directory, one.updatedByAgentId)}` +
    `,"update_department_id":${id(one.updatedDepartmentId)}` +
    `,"update_department_name":${department(directory, one.updatedDepartmentId)}` +
    `,"id":"${one.id}"}`
  );
}
