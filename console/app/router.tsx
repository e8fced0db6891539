import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { hasStatus } from '@/api/problem.ts';
import { sessionQuery } from '@/api/session.ts';
import { Shell } from '@/shell/shell.tsx';
import { FailedPage, LoadingPage, MissingPage } from './pages.tsx';

interface RouterContext {
  readonly queryClient: QueryClient;
}

/** An address's state: text in, text out, so that an id of any length stays exact. */
export type AddressSearch = Readonly<Record<string, string | undefined>>;

const root = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: MissingPage,
  errorComponent: FailedPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: texts,
  component: lazyRouteComponent(() => import('@/sign-in/sign-in.tsx'), 'SignIn'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: texts,
  component: lazyRouteComponent(() => import('@/sign-in/setup.tsx'), 'Setup'),
});

/** Everything behind the sign-in. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  async beforeLoad({ context, location }) {
    try {
      await context.queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!hasStatus(error, 401)) throw error;
      const from = location.href === '/' ? undefined : location.href;
      throw redirect({ to: '/sign-in', search: from === undefined ? {} : { from } });
    }
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('@/home/home.tsx'), 'Home'),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('@/account/account.tsx'), 'Account'),
});

const routeTree = root.addChildren([signIn, setup, signedIn.addChildren([home, account])]);

export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: LoadingPage,
    defaultPendingMs: 120,
    defaultErrorComponent: FailedPage,
    defaultNotFoundComponent: MissingPage,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}

function texts(search: Record<string, unknown>): AddressSearch {
  const pairs = Object.entries(search).filter(([, value]) => typeof value === 'string' && value !== '');
  return Object.fromEntries(pairs) as AddressSearch;
}

function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(texts(search)) as [string, string][];
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}
