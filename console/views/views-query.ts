import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/request.ts';
import type { AgentRef, Id } from '@/api/shapes.ts';
import type { KeptColumn } from '@/grid/use-columns.ts';

export type ViewRecord = 'customers' | 'companies' | 'opportunities' | 'pool';

export interface ViewDefinition {
  readonly filters: Readonly<Record<string, string>>;
  readonly columns: readonly KeptColumn[];
  readonly sort: string | null;
}
export interface SavedView {
  readonly id: Id;
  readonly version: number;
  readonly record: ViewRecord;
  readonly name: string;
  readonly sharing: 'me' | 'department' | 'all';
  readonly definition: ViewDefinition;
  readonly owner: AgentRef;
  readonly mine: boolean;
}

export const viewsQuery = (record: ViewRecord) =>
  queryOptions({
    queryKey: ['views', record],
    queryFn: ({ signal }) => request<{ items: readonly SavedView[] }>('/views', { query: { record }, signal }),
    staleTime: 60_000,
  });

/** A list's address with a view chosen; without one, its plain address. */
export function searchOf(view: SavedView | undefined): Record<string, string> {
  if (view === undefined) return {};
  const { filters, sort } = view.definition;
  return { ...filters, ...(sort === null ? {} : { sort }), view: view.id };
}
