import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { request } from '@/api/request.ts';
import type { Id, Listed } from '@/api/shapes.ts';

/** More than twice what a screen shows: the next page is asked for long before one gets there. */
const PAGE = 50;

/** A kind of record: the name of its lists in the cache, and of a single one. */
export interface RecordKind {
  readonly list: 'customers' | 'companies' | 'opportunities';
  readonly single: 'customer' | 'company' | 'opportunity';
}
export const customerKind: RecordKind = { list: 'customers', single: 'customer' };
export const companyKind: RecordKind = { list: 'companies', single: 'company' };
export const opportunityKind: RecordKind = { list: 'opportunities', single: 'opportunity' };

interface Row {
  readonly id: Id;
  readonly version: number;
}
type Pages<R> = InfiniteData<Listed<R>, string | undefined>;

/** The rows of a list, page after page by cursor; the exact total comes with the first page only. */
export function listQuery<R extends Row>(
  kind: RecordKind,
  path: string,
  filters: Readonly<Record<string, string | undefined>>,
) {
  return infiniteQueryOptions({
    queryKey: [kind.list, path, filters],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...filters,
        limit: PAGE,
        cursor: pageParam,
        ...(pageParam === undefined ? {} : { count: false }),
      };
      return request<Listed<R>>(path, { query, signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 30_000,
    // Rows of other filters stay until the new ones are there: a list that is emptied at every keystroke flickers.
    placeholderData: (before, query) => (query?.queryKey[1] === path ? before : undefined),
  });
}

/** The same for a list that comes whole: no page of it can be asked for. */
export function wholeListQuery<R extends Row>(kind: RecordKind, path: string) {
  return infiniteQueryOptions({
    queryKey: [kind.list, path, {}],
    queryFn: async ({ signal }): Promise<Listed<R>> => {
      const { items } = await request<Pick<Listed<R>, 'items'>>(path, { signal });
      return { items, nextCursor: null, total: null };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: () => undefined,
    staleTime: 30_000,
  });
}

/** Puts a newer state of a record wherever it is on show. */
export function putRow<R extends Row>(queryClient: QueryClient, kind: RecordKind, row: R): void {
  queryClient.setQueryData([kind.single, row.id], row);
  queryClient.setQueriesData<Pages<R>>({ queryKey: [kind.list] }, (data) => {
    if (!isPages(data) || !data.pages.some((page) => page.items.some((one) => one.id === row.id))) return data;
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.map((one) => (one.id === row.id && one.version <= row.version ? row : one)),
    }));
    return { ...data, pages };
  });
}

/** Takes records out of every list on show, before they are read again. */
export function dropRows(queryClient: QueryClient, kind: RecordKind, ids: readonly Id[]): void {
  const gone = new Set(ids);
  queryClient.setQueriesData<Pages<Row>>({ queryKey: [kind.list] }, (data) => {
    if (!isPages(data)) return data;
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

/** Other reads, such as a select's suggestions, live under the same name. */
function isPages<R>(data: Pages<R> | undefined): data is Pages<R> {
  return data !== undefined && 'pages' in data;
}
