import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { hasStatus } from '@/api/problem.ts';
import { directoryQuery, sessionQuery } from '@/api/session.ts';
import { customersQuery } from '@/customers/list-address.ts';
import { Shell } from '@/shell/shell.tsx';
import { viewsQuery } from '@/views/views-query.ts';
import { parseSearch, readSearch, stringifySearch } from './address-search.ts';
import { loadCode } from './load-code.ts';
import { FailedPage, LoadingPage, MissingPage } from './pages.tsx';

interface RouterContext {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: MissingPage,
  errorComponent: FailedPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => loadCode(() => import('@/sign-in/sign-in.tsx')), 'SignIn'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => loadCode(() => import('@/sign-in/setup.tsx')), 'Setup'),
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
  component: lazyRouteComponent(() => loadCode(() => import('@/home/home.tsx')), 'Home'),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => loadCode(() => import('@/account/account.tsx')), 'Account'),
});

const customers = createRoute({
  getParentRoute: () => signedIn,
  path: '/customers',
  validateSearch: readSearch,
  // The rows are on their way while the screen is drawn; the filters of later keystrokes the screen asks for itself.
  async loader({ context: { queryClient }, location }) {
    const search = readSearch(location.search);
    void queryClient.prefetchQuery(viewsQuery('customers'));
    const { timeZone } = (await queryClient.ensureQueryData(directoryQuery)).tenant;
    void queryClient.prefetchInfiniteQuery(customersQuery(search, timeZone));
  },
  component: lazyRouteComponent(() => loadCode(() => import('@/customers/customers.tsx')), 'Customers'),
});

const deletedCustomers = createRoute({
  getParentRoute: () => signedIn,
  path: '/customers/deleted',
  component: lazyRouteComponent(() => loadCode(() => import('@/customers/deleted.tsx')), 'DeletedCustomers'),
});

const customer = createRoute({
  getParentRoute: () => signedIn,
  path: '/customers/$id',
  component: lazyRouteComponent(() => loadCode(() => import('@/customer/customer.tsx')), 'CustomerPage'),
});

const companies = createRoute({
  getParentRoute: () => signedIn,
  path: '/companies',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => loadCode(() => import('@/companies/companies.tsx')), 'Companies'),
});

const company = createRoute({
  getParentRoute: () => signedIn,
  path: '/companies/$id',
  component: lazyRouteComponent(() => loadCode(() => import('@/company/company.tsx')), 'CompanyPage'),
});

const opportunities = createRoute({
  getParentRoute: () => signedIn,
  path: '/opportunities',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => loadCode(() => import('@/opportunities/opportunities.tsx')), 'Opportunities'),
});

const pool = createRoute({
  getParentRoute: () => signedIn,
  path: '/pool',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => loadCode(() => import('@/pool/pool.tsx')), 'Pool'),
});

const reports = createRoute({
  getParentRoute: () => signedIn,
  path: '/reports',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => loadCode(() => import('@/reports/reports.tsx')), 'Reports'),
});

const transfers = createRoute({
  getParentRoute: () => signedIn,
  path: '/transfers',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => loadCode(() => import('@/transfers/transfers.tsx')), 'Transfers'),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin/people',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => loadCode(() => import('@/admin-people/people.tsx')), 'People'),
});

const integration = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin/integration',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => loadCode(() => import('@/admin-integration/integration.tsx')), 'Integration'),
});

const routeTree = root.addChildren([
  signIn,
  setup,
  signedIn.addChildren([
    home,
    account,
    customers,
    deletedCustomers,
    customer,
    companies,
    company,
    opportunities,
    pool,
    reports,
    transfers,
    people,
    integration,
  ]),
]);

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
    parseSearch,
    stringifySearch,
  });
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What the address opens was opened from the entry before. */
    readonly opened?: boolean;
  }
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
