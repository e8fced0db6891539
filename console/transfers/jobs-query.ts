import { infiniteQueryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { request } from '@/api/request.ts';
import type { Id, Job, Listed } from '@/api/shapes.ts';
import type { LiveState } from '@/live/connect-events.ts';
import { useLiveState } from '@/live/live-provider.tsx';

const jobsQuery = infiniteQueryOptions({
  queryKey: ['jobs', 'list'],
  queryFn: ({ pageParam, signal }) =>
    request<Listed<Job>>('/jobs', { query: { limit: 20, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  staleTime: 0,
});

/** The jobs that the agent may follow, newest first. */
export function useJobs() {
  const live = useLiveState();
  return useInfiniteQuery({
    ...jobsQuery,
    refetchInterval: ({ state }) => {
      const jobs = state.data?.pages.flatMap((page) => page.items) ?? [];
      return lookAgainMs(live, jobs.some(isActive)) ?? RESTING_MS;
    },
  });
}

/** One job, as long as it goes on. */
export function useJob(id: Id) {
  const live = useLiveState();
  return useQuery({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => request<Job>(`/jobs/${id}`, { signal }),
    refetchInterval: ({ state }) => lookAgainMs(live, state.data === undefined || isActive(state.data)) ?? false,
    staleTime: 0,
  });
}

const RESTING_MS = 30_000;

/** Events tell of every job as it goes on; looking by itself is for what an event socket missed, or while there is none. */
function lookAgainMs(live: LiveState, isGoingOn: boolean): number | undefined {
  if (isGoingOn) return live === 'live' ? 5000 : 1000;
  return live === 'live' ? undefined : 5000;
}

export function isActive(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running';
}

/** How many rows of an import came out how. */
export interface Tally {
  readonly rows: number;
  readonly new: number;
  readonly updated: number;
  readonly duplicate: number;
  readonly error: number;
  readonly unreadable?: string;
}

export function tallyOf(job: Job): Tally | undefined {
  return job.result !== null && 'duplicate' in job.result ? (job.result as unknown as Tally) : undefined;
}

export const transferRecords = [
  'customers',
  'companies',
  'opportunities',
  'follow-ups',
  'tickets',
  'calls',
  'messages',
] as const;
export type TransferRecord = (typeof transferRecords)[number];

/** A member of a job's input, where it is text. */
export function inputText(job: Job, name: string): string | undefined {
  const value = job.input[name];
  return typeof value === 'string' ? value : undefined;
}
