import { infiniteQueryOptions } from '@tanstack/react-query';
import { request } from '@/api/request.ts';
import type { Job, Listed } from '@/api/shapes.ts';

export const jobsQuery = infiniteQueryOptions({
  queryKey: ['jobs', 'list'],
  queryFn: ({ pageParam, signal }) =>
    request<Listed<Job>>('/jobs', { query: { limit: 20, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  staleTime: 0,
});

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
