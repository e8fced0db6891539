import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { request } from './request.ts';

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: ({ signal }) => request<Readonly<Record<string, unknown>>>('/preferences', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

const WRITE_AFTER_MS = 400;

/** What is shown already and isn't written yet, by name. */
const waiting = new Map<string, unknown>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** One preference of the agent, kept by the server: shown at once, written when it has stayed for a moment. */
export function usePreference<T>(name: string): readonly [T | undefined, (value: T | undefined) => void, boolean] {
  const queryClient = useQueryClient();
  const { data, isPending } = useQuery(preferencesQuery);
  const write = useCallback(
    (value: T | undefined) => {
      queryClient.setQueryData(preferencesQuery.queryKey, (before) => ({ ...before, [name]: value }));
      waiting.set(name, value);
      clearTimeout(timer);
      timer = setTimeout(() => void writePreferences(), WRITE_AFTER_MS);
    },
    [name, queryClient],
  );
  return [data?.[name] as T | undefined, write, !isPending];
}

/** Writes what waits, for those who end the session or the page under it. */
export async function writePreferences(): Promise<void> {
  clearTimeout(timer);
  const due = [...waiting];
  waiting.clear();
  await Promise.all(
    due.map(async ([name, value]) => {
      const sent = value === undefined ? { method: 'DELETE' as const } : { method: 'PUT' as const, json: value };
      // A preference that can't be kept is no reason to interrupt anybody: it is written again with the next change.
      await request(`/preferences/${name}`, sent).catch(() => undefined);
    }),
  );
}

// A page that is left or hidden may never run again.
addEventListener('pagehide', () => void writePreferences());
addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void writePreferences();
});
