import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { request } from './request.ts';

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: async ({ signal }) => ({
    ...(await request<Readonly<Record<string, unknown>>>('/preferences', { signal })),
    ...Object.fromEntries(waiting),
  }),
  staleTime: Number.POSITIVE_INFINITY,
});

const WRITE_AFTER_MS = 400;
/** Under this name the tab keeps what a page left behind, for the next one if it comes soon: another agent may be next. */
const LEFT = 'huiliu preferences left';
const LEFT_FOR_MS = 10_000;

/** What is shown already and isn't written yet, by name; undefined = the usual again. */
const waiting = new Map<string, unknown>(leftBehind());
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

/**
 * A page that is left or hidden may never run again. One that is loaded in its place may ask before the write has come in: so
 * what is written then waits there too.
 */
function leave(): void {
  if (waiting.size === 0) return;
  const left = [...waiting].map(([name, value]) => (value === undefined ? [name] : [name, value]));
  sessionStorage.setItem(LEFT, JSON.stringify({ at: Date.now(), left }));
  void writePreferences();
}

function leftBehind(): [string, unknown][] {
  const kept = sessionStorage.getItem(LEFT);
  sessionStorage.removeItem(LEFT);
  if (kept === null) return [];
  const { at, left } = JSON.parse(kept) as { at: number; left: [string, unknown][] };
  return Date.now() - at < LEFT_FOR_MS ? left : [];
}

addEventListener('pagehide', leave);
addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') leave();
});
if (waiting.size > 0) timer = setTimeout(() => void writePreferences(), WRITE_AFTER_MS);
