import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { request } from './request.ts';

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: ({ signal }) => request<Readonly<Record<string, unknown>>>('/preferences', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

const WRITE_AFTER_MS = 400;

/** One preference of the agent, kept by the server: shown at once, written when it has stayed for a moment. */
export function usePreference<T>(name: string): readonly [T | undefined, (value: T | undefined) => void, boolean] {
  const queryClient = useQueryClient();
  const { data, isPending } = useQuery(preferencesQuery);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const write = useCallback(
    (value: T | undefined) => {
      queryClient.setQueryData(preferencesQuery.queryKey, (before) => ({ ...before, [name]: value }));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const sent = value === undefined ? { method: 'DELETE' as const } : { method: 'PUT' as const, json: value };
        // A preference that can't be kept is no reason to interrupt anybody: it is written again with the next change.
        request(`/preferences/${name}`, sent).catch(() => undefined);
      }, WRITE_AFTER_MS);
    },
    [name, queryClient],
  );
  return [data?.[name] as T | undefined, write, !isPending];
}
