import { getCustomer } from '#crm/customers/get-customer.ts';
import type { Dialect } from '../dialect.ts';
import { curlWithToken, explainToken } from '../explain-token.ts';
import { api } from './api.ts';
import { serveDocs } from './docs/serve-docs.ts';
import { addRoutes } from './http.ts';
import { routes } from './routes.ts';
import { serveConsole } from './site/serve-console.ts';
import { showCustomer } from './show/customer.ts';

/** Our own API: what the console and new integrations use. */
export const native: Dialect = {
  name: 'native',
  api,
  async register(scope, context) {
    await scope.register(async (below) => addRoutes(below, context, routes), { prefix: '/api' });
    serveDocs(scope, context);
    await serveConsole(scope, context);
  },
  explain: explainToken,
  curl: (baseUrl, id, client) => curlWithToken(baseUrl, `/api/customers/${id}`, client),
  show: (context, caller, customerId) =>
    context.store.read(async (db) =>
      JSON.stringify(await showCustomer(db, caller, await getCustomer(db, caller, customerId))),
    ),
};
