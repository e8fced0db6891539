import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { request } from '@/api/request.ts';
import type { Customer } from '@/api/shapes.ts';
import { useLiveFrames } from '@/live/live-provider.tsx';
import { customerKind, dropRows, putRow } from '@/records/list-query.ts';

const TOGETHER_MS = 250;
const MOST_AT_ONCE = 30;

/**
 * Keeps a list on show true without moving it: a row that somebody changes is read again in its place, a deleted one leaves;
 * new ones are counted, and come when the agent asks for them.
 */
export function useListNews(rows: readonly Customer[], queryKey: QueryKey): { count: number; show: () => void } {
  const queryClient = useQueryClient();
  const [count, setCount] = useState(0);
  const waiting = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useLiveFrames((frame) => {
    if (frame.type !== 'event' || frame.record !== 'customer') return;
    if (frame.kind === 'customer.created') setCount((before) => before + 1);
    if (frame.kind === 'customer.deleted') dropRows(queryClient, customerKind, [frame.recordId]);
    const row = rows.find((one) => one.id === frame.recordId);
    if (frame.kind !== 'customer.updated' || row === undefined || row.version === frame.detail['version']) return;
    waiting.current.add(row.id);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const ids = [...waiting.current].slice(0, MOST_AT_ONCE);
      waiting.current.clear();
      for (const id of ids) {
        request<Customer>(`/customers/${id}`)
          .then((customer) => putRow(queryClient, customerKind, customer))
          // It left the agent's scope: so it leaves the list.
          .catch(() => dropRows(queryClient, customerKind, [id]));
      }
    }, TOGETHER_MS);
  });

  const show = (): void => {
    setCount(0);
    void queryClient.resetQueries({ queryKey });
  };
  return { count, show };
}
