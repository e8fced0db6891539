import type { Route } from './route.ts';
import { customerRoutes } from './routes/customers.ts';
import { selfRoutes } from './routes/self.ts';
import { sessionRoutes } from './routes/session.ts';

/** Every route below /api; http.ts serves them, openapi.ts describes them. */
export const routes: readonly Route[] = [...sessionRoutes, ...selfRoutes, ...customerRoutes];
