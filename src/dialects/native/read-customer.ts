import type { CustomerPatch } from '#crm/customers/customer.ts';
import type { Caller } from '#crm/store.ts';
import { readCustom } from './read-custom.ts';
import { readAssignment, readId, readOption } from './read-refs.ts';
import type { CustomerBody } from './schemas/customer.ts';
import { readKeptTime } from './time.ts';

/** What a body says of a customer, in crm's words. */
export function readCustomer(who: Caller, body: CustomerBody): CustomerPatch {
  const { name, address, imThirdId, stars, phones, labels, company, assignedAt, originalId } = body;
  return present({
    name,
    address,
    imThirdId,
    stars,
    phones:
      phones === undefined
        ? undefined
        : {
            kind: 'all' as const,
            contents: (phones ?? []).map((one) => (typeof one === 'string' ? one : one.content)),
          },
    type: readOption(who, 'customer_type', 'type', body.type),
    source: readOption(who, 'customer_source', 'source', body.source),
    grade: readOption(who, 'customer_grade', 'grade', body.grade),
    dealFlag: readOption(who, 'deal_flag', 'dealFlag', body.dealFlag),
    task: readOption(who, 'task', 'task', body.task),
    labels:
      labels === undefined || labels === null
        ? labels
        : labels.map((one) => (typeof one === 'string' ? one : one.name)),
    ...readCompany(company),
    owner: readAssignment(who, 'owner', body.owner),
    service: readAssignment(who, 'service', body.service),
    assignedAt: typeof assignedAt === 'string' ? readKeptTime(who, 'assignedAt', assignedAt) : assignedAt,
    originalId: originalId === undefined || originalId === null ? originalId : readId('originalId', originalId),
    custom: readCustom(who, 'customer', body.custom),
  });
}

function readCompany(company: CustomerBody['company']): Pick<CustomerPatch, 'companyId' | 'companyName'> {
  if (company === undefined) return {};
  if (company === null || typeof company === 'string') return { companyName: company };
  return 'id' in company ? { companyId: readId('company', company.id) } : { companyName: company.name };
}

/** Without the members that were not given: to crm a member that is there says something. */
export function present<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
