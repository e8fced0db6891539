import type { QueryClient } from '@tanstack/react-query';
import type { AnyRoute } from '@tanstack/react-router';
import { preferencesQuery } from '@/api/preferences.ts';
import { directoryQuery, sessionQuery } from '@/api/session.ts';
import type { createConsoleRouter } from './router.tsx';

/**
 * Asks at once for what every screen of a signed-in agent waits for, and for the code of the screen that the address names: one after
 * the other they would come half a second later. What fails here is asked for again, and told, where it is needed.
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
}
