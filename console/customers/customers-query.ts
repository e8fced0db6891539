import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { request } from '@/api/request.ts';
import type { Customer, Listed } from '@/api/shapes.ts';

const PAGE = 100;

export type CustomerPages = InfiniteData<Listed<Customer>, string | undefined>;

/** The rows of a list, page after page by cursor; the exact total comes with the first page only. */
export function customersQuery(path: string, filters: Readonly<Record<string, string | undefined>>) {
  return infiniteQueryOptions({
    queryKey: ['customers', path, filters],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...filters,
        limit: PAGE,
        cursor: pageParam,
        ...(pageParam === undefined ? {} : { count: false }),
      };
      return request<Listed<Customer>>(path, { query, signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 30_000,
  });
}

/** Puts a newer state of a customer wherever it is on show. */
export function putCustomer(queryClient: QueryClient, customer: Customer): void {
  queryClient.setQueryData(['customer', customer.id], customer);
  queryClient.setQueriesData<CustomerPages>({ queryKey: ['customers'] }, (data) => {
    if (data?.pages.some((page) => page.items.some((row) => row.id === customer.id)) !== true) return data;
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.map((row) => (row.id === customer.id && row.version <= customer.version ? customer : row)),
    }));
    return { ...data, pages };
  });
}

/** Takes customers out of every list on show, before they are read again. */
export function dropCustomers(queryClient: QueryClient, ids: readonly string[]): void {
  const gone = new Set(ids);
  queryClient.setQueriesData<CustomerPages>({ queryKey: ['customers'] }, (data) => {
    if (data === undefined) return data;
    let dropped = 0;
    const pages = data.pages.map((page) => {
      const items = page.items.filter((row) => !gone.has(row.id));
      dropped += page.items.length - items.length;
      return { ...page, items };
    });
    const [first, ...rest] = pages;
    if (first === undefined || dropped === 0) return data;
    const total = first.total === null ? null : first.total - dropped;
    return { ...data, pages: [{ ...first, total }, ...rest] };
  });
}
