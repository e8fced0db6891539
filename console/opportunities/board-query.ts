import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/request.ts';
import type { Id, Opportunity, OptionRef } from '@/api/shapes.ts';

export interface BoardColumn {
  /** Null for those without a stage; such a column is there while it holds some, as is one of a disabled stage. */
  readonly stage: OptionRef | null;
  readonly total: number;
  readonly items: readonly Opportunity[];
  readonly nextCursor: string | null;
}
export interface BoardAnswer {
  readonly columns: readonly BoardColumn[];
  readonly total: number;
}
export interface BoardFilters {
  readonly q: string | undefined;
  readonly owner: string | undefined;
}

export const boardQuery = (filters: BoardFilters) =>
  queryOptions({
    queryKey: ['board', filters],
    queryFn: ({ signal }) => request<BoardAnswer>('/opportunities/board', { query: { ...filters, limit: 20 }, signal }),
  });

/** The board with one opportunity in another column, at its top; its totals follow. */
export function moved(board: BoardAnswer, opportunity: Opportunity, stageId: Id): BoardAnswer {
  const columns = board.columns.map((column) => {
    const held = column.items.some((one) => one.id === opportunity.id);
    const items = column.items.filter((one) => one.id !== opportunity.id);
    const total = held ? column.total - 1 : column.total;
    if (column.stage?.id !== stageId) return { ...column, items, total };
    return { ...column, items: [{ ...opportunity, stage: column.stage }, ...items], total: total + 1 };
  });
  return { ...board, columns };
}
