import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { request } from '@/api/request.ts';
import type { Customer, Id, Listed, Opportunity, Timeline, TimelineKind } from '@/api/shapes.ts';

/** Everything under ['customer', id] is read again when an event touches that customer. */
export const customerQuery = (id: Id) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => request<Customer>(`/customers/${id}`, { signal }),
  });

export const timelineQuery = (id: Id, kinds: readonly TimelineKind[]) =>
  infiniteQueryOptions({
    queryKey: ['customer', id, 'timeline', kinds],
    queryFn: ({ pageParam, signal }) =>
      request<Timeline>(`/customers/${id}/timeline`, { query: { kinds, limit: 30, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const customerOpportunitiesQuery = (id: Id) =>
  queryOptions({
    queryKey: ['customer', id, 'opportunities'],
    queryFn: ({ signal }) =>
      request<Listed<Opportunity>>('/opportunities', { query: { customer: id, limit: 50 }, signal }),
  });

export interface Duplicate {
  readonly customer: Customer;
  readonly reasons: readonly ('same_name' | 'same_pinyin' | 'similar_phone' | 'same_company')[];
  readonly score: number;
}

export const duplicatesQuery = (id: Id) =>
  queryOptions({
    queryKey: ['customer', id, 'duplicates'],
    queryFn: ({ signal }) => request<{ items: readonly Duplicate[] }>(`/customers/${id}/duplicates`, { signal }),
    staleTime: 60_000,
  });
