import { getCustomers } from '#crm/customers/get-customer.ts';
import type { FollowUp } from '#crm/follow-ups/follow-up.ts';
import { getOpportunities } from '#crm/opportunities/get-opportunity.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { agent, department, id, option, role, seconds, text } from './json.ts';
import { writeClients } from './write-client.ts';
import { writeOpportunities } from './write-opportunity.ts';

/** A record by itself: no client, no opportunity, and `cle_id` an integer (seed, 跟进记录详情接口). */
export function recordJson(who: Caller, one: FollowUp, customerName: string): string {
  return `{${head(one)}${String(one.customerId)}${content(one)}${tail(who, one, customerName)}}`;
}

/**
 * Records as a list shows them: with the whole client and opportunity as they are now, and `cle_id` a string (seed,
 * 跟进记录列表接口). Each client and opportunity is read and written once, by a constant number of statements.
 */
export async function writeRows(db: Reader, who: Caller, followUps: readonly FollowUp[]): Promise<string[]> {
  const customers = await getCustomers(db, who, unique(followUps.map((one) => one.customerId)));
  const opportunityIds = followUps.flatMap((one) => (one.opportunityId === null ? [] : [one.opportunityId]));
  const opportunities = await getOpportunities(db, who, unique(opportunityIds));
  const clientTexts = await writeClients(db, who, customers.values());
  const opportunityTexts = await writeOpportunities(db, who, opportunities.values(), customers);
  return followUps.flatMap((one) => {
    const customer = customers.get(one.customerId);
    if (customer === undefined) return [];
    const opportunity = one.opportunityId === null ? undefined : opportunityTexts.get(one.opportunityId);
    return [
      `{${head(one)}"${one.customerId}"${content(one)}` +
        `,"client":${clientTexts.get(customer.id)!},"opportunity":${opportunity ?? '{}'}` +
        `${tail(who, one, customer.name)}}`,
    ];
  });
}

function unique(ids: readonly bigint[]): bigint[] {
  return [...new Set(ids)];
}

function head(one: FollowUp): string {
  return `"_id":${one.id},"opty_id":${id(one.opportunityId)},"record_type":${one.typeId},"cle_id":`;
}

function content(one: FollowUp): string {
  return (
    `,"record_content":${text(one.content)},"create_user_id":${id(one.createdByAgentId)}` +
    `,"create_time":${seconds(one.createdAt)}`
  );
}

function tail({ directory, tenantId }: Caller, one: FollowUp, customerName: string): string {
  return (
    `,"record_type_name":${option(directory, 'follow_up_type', one.typeId)}` +
    `,"create_role_id":${id(one.createdRoleId)},"create_role_name":${role(directory, one.createdRoleId)}` +
    `,"vcc_id":${tenantId},"create_user_name":${agent(directory, one.createdByAgentId)}` +
    `,"create_department_id":${id(one.createdDepartmentId)}` +
    `,"create_department_name":${department(directory, one.createdDepartmentId)}` +
    `,"update_user_name":${agent(directory, one.updatedByAgentId)}` +
    `,"update_department_id":${id(one.updatedDepartmentId)}` +
    `,"update_department_name":${department(directory, one.updatedDepartmentId)}` +
    `,"cle_name":${text(customerName)},"update_time":${seconds(one.updatedAt)}` +
    `,"update_user_id":${id(one.updatedByAgentId)},"record_content_name":${text(one.contentText)},"id":"${one.id}"`
  );
}
