import { queryOptions } from '@tanstack/react-query';
import { request } from '@/api/request.ts';
import type { Board, Id, Opportunity } from '@/api/shapes.ts';

export interface BoardFilters {
  readonly q: string | undefined;
  readonly owner: string | undefined;
}

export const boardQuery = (filters: BoardFilters) =>
  queryOptions({
    queryKey: ['board', filters],
    queryFn: ({ signal }) => request<Board>('/opportunities/board', { query: { ...filters, limit: 20 }, signal }),
  });

/** The board with one opportunity in another column, at its top; its totals follow. */
export function moved(board: Board, opportunity: Opportunity, stageId: Id): Board {
  const columns = board.columns.map((column) => {
    const held = column.items.some((one) => one.id === opportunity.id);
    const items = column.items.filter((one) => one.id !== opportunity.id);
    const total = held ? column.total - 1 : column.total;
    if (column.stage?.id !== stageId) return { ...column, items, total };
    return { ...column, items: [{ ...opportunity, stage: column.stage }, ...items], total: total + 1 };
  });
  return { ...board, columns };
}
