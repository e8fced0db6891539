import type { Customer } from '@/api/shapes.ts';
import type { AddressSearch } from '@/app/address-search.ts';
import { instantOf } from '@/parts/zoned-time.ts';
import { customerKind, listQuery } from '@/records/list-query.ts';

/** The filters of a list of customers, as its address holds them. */
export const filterNames = [
  'q',
  'owner',
  'departments',
  'type',
  'source',
  'grade',
  'dealFlag',
  'task',
  'label',
  'company',
  'createdFrom',
  'createdTo',
  'inPool',
] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export const sorts = ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt'] as const;

export function filtersOf(search: AddressSearch): Filters {
  return Object.fromEntries(filterNames.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])));
}

/** Whether the rows that an address names depend on the tenant's time zone. */
export function namesDays(search: AddressSearch): boolean {
  return search['createdFrom'] !== undefined || search['createdTo'] !== undefined;
}

/** The rows of the list that an address names. */
export function customersQuery(search: AddressSearch, timeZone: string) {
  const filters = apiFilters(filtersOf(search), timeZone);
  return listQuery<Customer>(customerKind, '/customers', { ...filters, sort: search['sort'] ?? sorts[0] });
}

/** The filters as the API takes them: days become the instants at which they begin and end in the tenant's zone. */
export function apiFilters(filters: Filters, timeZone: string): Readonly<Record<string, string | undefined>> {
  const { createdFrom, createdTo, ...rest } = filters;
  return {
    ...rest,
    createdFrom: isDay(createdFrom) ? instantOf(`${createdFrom}T00:00`, timeZone) : undefined,
    createdTo: isDay(createdTo)
      ? new Date(Date.parse(instantOf(`${createdTo}T23:59`, timeZone)) + 59_999).toISOString()
      : undefined,
  };
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
