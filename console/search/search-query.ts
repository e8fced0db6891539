import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/request.ts';
import type { SearchAnswer } from '@/api/shapes.ts';
import { shownName } from '@/records/shown-name.ts';

export interface Hit {
  readonly key: string;
  readonly address: string;
  readonly name: string;
  readonly notes: readonly string[];
  /** How it was found, where that isn't its name. */
  readonly by?: 'pinyin' | 'phone' | 'company';
  /** Customers of a company. */
  readonly count?: number;
}
export interface HitGroup {
  readonly name: 'customers' | 'companies' | 'opportunities';
  readonly total: number;
  readonly hits: readonly Hit[];
}

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) => request<SearchAnswer>('/search', { query: { q, limit: 8 }, signal }),
    staleTime: 5000,
  });

/** The groups that found something, each hit as one line of the dialog. */
export function hitsOf(answer: SearchAnswer): readonly HitGroup[] {
  const groups: HitGroup[] = [
    {
      name: 'customers',
      total: answer.customers.total,
      hits: answer.customers.items.map((one) => ({
        key: `customer-${one.id}`,
        address: `/customers/${one.id}`,
        name: shownName({ ...one, phones: one.phone === null ? [] : [{ content: one.phone }] }),
        notes: [one.phone, one.company, one.owner?.name].filter((note) => note !== null && note !== undefined),
        ...(one.matched === 'name' ? {} : { by: one.matched }),
      })),
    },
    {
      name: 'companies',
      total: answer.companies.total,
      hits: answer.companies.items.map((one) => ({
        key: `company-${one.id}`,
        address: `/companies/${one.id}`,
        name: one.name,
        notes: [],
        count: one.customerCount,
      })),
    },
    {
      name: 'opportunities',
      total: answer.opportunities.total,
      hits: answer.opportunities.items.map((one) => ({
        key: `opportunity-${one.id}`,
        address: `/opportunities?open=${one.id}`,
        name: one.name,
        notes: [shownName(one.customer), one.stage?.name].filter((note) => note !== undefined),
      })),
    },
  ];
  return groups.filter((group) => group.hits.length > 0);
}
