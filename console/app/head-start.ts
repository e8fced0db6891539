import type { QueryClient } from '@tanstack/react-query';
import type { AnyRoute } from '@tanstack/react-router';
import { preferencesQuery } from '@/api/preferences.ts';
import { directoryQuery, sessionQuery } from '@/api/session.ts';
import { customersQuery, namesDays } from '@/customers/list-address.ts';
import { viewsQuery } from '@/views/views-query.ts';
import { readSearch } from './address-search.ts';
import type { createConsoleRouter } from './router.tsx';

/**
 * Asks at once for what every screen of a signed-in agent waits for, and for the code of the screen that the address names, and the
 * rows where that is the list of customers: one after the other they would come half a second later. What fails here is asked for again, and told, where it is needed.
 */
export function giveHeadStart(queryClient: QueryClient, router: ReturnType<typeof createConsoleRouter>): void {
  const matches = router.matchRoutes(router.latestLocation);
  for (const { routeId } of matches) {
    router
      .loadRouteChunk(router.routesById[routeId as keyof typeof router.routesById] as AnyRoute)
      ?.catch(() => undefined);
  }
  if (!matches.some(({ routeId }) => routeId === '/signed-in')) return;
  void queryClient.prefetchQuery(sessionQuery);
  void queryClient.prefetchQuery(directoryQuery);
  void queryClient.prefetchQuery(preferencesQuery);
  const list = matches.find(({ routeId }) => routeId === '/signed-in/customers');
  if (list === undefined) return;
  const search = readSearch(list.search);
  void queryClient.prefetchQuery(viewsQuery('customers'));
  // Which instants days are is known with the tenant's zone only: then the route asks.
  if (!namesDays(search)) void queryClient.prefetchInfiniteQuery(customersQuery(search, 'UTC'));
}
