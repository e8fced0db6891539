import type { CustomerFilter } from '#crm/customers/customer.ts';
import type { CustomerOrder } from '#crm/customers/customer-pages.ts';
import { textFilter } from '#crm/customers/text-filter.ts';
import type { Caller } from '#crm/store.ts';
import { phonePart } from '#crm/search/normalise-phone.ts';
import { readId } from './read-refs.ts';
import { present } from './read-customer.ts';
import type { CustomerListQuery } from './schemas/customer-list.ts';
import { readTime } from './time.ts';

/** What a list's query asks of customers, in crm's words. */
export function readCustomerFilter(who: Caller, query: CustomerListQuery): CustomerFilter {
  const { q, name, phone, departments, createdFrom, createdTo } = query;
  const text = q === undefined || q.trim() === '' ? {} : textFilter(q);
  return {
    ...present({
      ownerAgentId: query.owner === 'me' ? who.agentId : choice('owner', query.owner),
      ownerDepartmentIds: departments?.split(',').map((id) => readId('departments', id)),
      typeId: choice('type', query.type),
      sourceId: choice('source', query.source),
      gradeId: choice('grade', query.grade),
      dealFlagId: choice('dealFlag', query.dealFlag),
      taskId: choice('task', query.task),
      companyId: query.company === undefined ? undefined : readId('company', query.company),
      labelId: query.label === undefined ? undefined : readId('label', query.label),
      nameContains: name === undefined || name.trim() === '' ? undefined : name,
      inPool: query.inPool,
      createdFrom: createdFrom === undefined ? undefined : readTime('createdFrom', createdFrom),
      createdTo: createdTo === undefined ? undefined : readTime('createdTo', createdTo),
    }),
    ...phoneFilter(phone),
    ...text,
  };
}

const ORDERS = {
  '-createdAt': 'newest',
  createdAt: 'oldest',
  '-updatedAt': 'latest',
  updatedAt: 'stalest',
  id: 'id',
} as const satisfies Record<string, CustomerOrder>;

export function readOrder(sort: CustomerListQuery['sort']): CustomerOrder {
  return ORDERS[sort ?? '-createdAt'];
}

function choice(field: string, text: string | undefined): bigint | null | undefined {
  if (text === undefined) return undefined;
  return text === 'none' ? null : readId(field, text);
}

/** A text that can be part of no phone finds nothing, rather than everything. */
function phoneFilter(phone: string | undefined): CustomerFilter {
  if (phone === undefined || phone.trim() === '') return {};
  const digits = phonePart(phone);
  return digits === null ? { phone } : { phoneContains: digits };
}
