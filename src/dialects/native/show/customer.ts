import { showsPhones } from '#crm/access/mask-phone.ts';
import type { Customer as CrmCustomer } from '#crm/customers/customer.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { recyclesAt } from '#crm/pool/recycles-at.ts';
import type { Customer } from '../schemas/customer.ts';
import type { Custom, NamedRef } from '../schemas/common.ts';
import { showTime, showTimeOrNull } from '../time.ts';
import { showCustoms } from './custom.ts';
import { showAgent, showAssignment, showOption } from './refs.ts';

/** Customers as this dialect answers them; one statement more where datasource fields are set. */
export async function showCustomers(db: Reader, who: Caller, customers: readonly CrmCustomer[]): Promise<Customer[]> {
  const customs = await showCustoms(
    db,
    who,
    'customer',
    customers.map((one) => one.custom),
  );
  return customers.map((one, at) => showOne(who, one, customs[at]!));
}

export async function showCustomer(db: Reader, who: Caller, customer: CrmCustomer): Promise<Customer> {
  const [shown] = await showCustomers(db, who, [customer]);
  return shown!;
}

const HOW_MADE = ['hand', 'import', 'api'] as const;

function showOne(who: Caller, one: CrmCustomer, custom: Custom): Customer {
  const masked = !showsPhones(who);
  return {
    id: String(one.id),
    version: one.version,
    name: one.name,
    pinyin: one.pinyin,
    phones: one.phones.map(({ id, content }) => ({ id: String(id), content, masked })),
    type: showOption(who, 'customer_type', one.typeId),
    source: showOption(who, 'customer_source', one.sourceId),
    grade: showOption(who, 'customer_grade', one.gradeId),
    dealFlag: showOption(who, 'deal_flag', one.dealFlagId),
    task: showOption(who, 'task', one.taskId),
    stars: one.stars,
    labels: one.labels.map(({ id, name }) => ({ id: String(id), name })),
    address: one.address,
    company: companyOf(one),
    owner: showAssignment(who, one.ownerAgentId, one.ownerDepartmentId),
    assignedAt: showTimeOrNull(one.assignedAt),
    service: showAssignment(who, one.serviceAgentId, one.serviceDepartmentId),
    inPool: one.ownerAgentId === null && one.ownerDepartmentId === null,
    poolReason: showOption(who, 'pool_reason', one.poolReasonId),
    recycledAt: showTimeOrNull(one.recycledAt),
    recyclesAt: showTimeOrNull(recyclesAt(who.directory, one)),
    ownerChanges: one.ownerChanges,
    followUpCount: one.followUpCount,
    lastContactAt: showTimeOrNull(one.lastContactAt),
    lastContactBy: showAgent(who, one.lastContactAgentId),
    lastCallSerial: one.lastCallSerial,
    opportunityCount: one.opportunityCount,
    won: one.won,
    howMade: HOW_MADE[one.howMade] ?? 'api',
    originalId: one.originalId === null ? null : String(one.originalId),
    imThirdId: one.imThirdId,
    custom,
    createdAt: showTime(one.createdAt),
    createdBy: showAgent(who, one.createdByAgentId),
    updatedAt: showTime(one.updatedAt),
    updatedBy: showAgent(who, one.updatedByAgentId),
  };
}

function companyOf({ companyId, companyName }: CrmCustomer): NamedRef | null {
  return companyId === null ? null : { id: String(companyId), name: companyName ?? '' };
}
