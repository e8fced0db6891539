import type { Route } from './route.ts';
import { activityRoutes } from './routes/activities.ts';
import { assetRoutes } from './routes/asset-tables.ts';
import { clientRoutes } from './routes/clients.ts';
import { companyRoutes } from './routes/companies.ts';
import { customerPageRoutes } from './routes/customer-page.ts';
import { customerRoutes } from './routes/customers.ts';
import { dictionaryRoutes } from './routes/dictionaries.ts';
import { followUpRoutes } from './routes/follow-ups.ts';
import { jobRoutes } from './routes/jobs.ts';
import { mergeRoutes } from './routes/merges.ts';
import { operationRoutes } from './routes/operations.ts';
import { opportunityRoutes } from './routes/opportunities.ts';
import { peopleRoutes } from './routes/people.ts';
import { poolRoutes } from './routes/pool.ts';
import { reportRoutes } from './routes/reports.ts';
import { searchRoutes } from './routes/search.ts';
import { selfRoutes } from './routes/self.ts';
import { sessionRoutes } from './routes/session.ts';
import { viewRoutes } from './routes/views.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** Every route below /api; http.ts serves them, openapi.ts describes them. */
export const routes: readonly Route[] = [
  ...sessionRoutes,
  ...selfRoutes,
  ...customerRoutes,
  ...customerPageRoutes,
  ...mergeRoutes,
  ...companyRoutes,
  ...opportunityRoutes,
  ...followUpRoutes,
  ...activityRoutes,
  ...searchRoutes,
  ...poolRoutes,
  ...viewRoutes,
  ...reportRoutes,
  ...jobRoutes,
  ...assetRoutes,
  ...peopleRoutes,
  ...dictionaryRoutes,
  ...clientRoutes,
  ...webhookRoutes,
  ...operationRoutes,
];
