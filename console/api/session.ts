import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { request } from './request.ts';
import type { Directory, Permission, Session } from './shapes.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => request<Session>('/session', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

/** The tenant's configuration; read again when an event says that it changed. */
export const directoryQuery = queryOptions({
  queryKey: ['directory'],
  queryFn: ({ signal }) => request<Directory>('/directory', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The agent that is signed in. The shell has read it before any screen shows. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

export function useDirectory(): Directory {
  return useSuspenseQuery(directoryQuery).data;
}

export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}
