import { getCustomer } from '#crm/customers/get-customer.ts';
import type { Dialect } from '../dialect.ts';
import { api } from './api.ts';
import { curlSigned, explainSign } from './explain-sign.ts';
import { addHttpRoutes } from './http.ts';
import { importCustomers } from './import-job.ts';
import { addSocketRoute } from './socket.ts';
import { writeCustomers } from './write-customer.ts';

/** TTF's customer API: signed REST, actions over HTTP, messages over a socket. */
export const ttf: Dialect = {
  name: 'ttf',
  api,
  async register(scope, context) {
    await scope.register(async (api) => addHttpRoutes(api, context), { prefix: '/open_api' });
    await scope.register(async (api) => addSocketRoute(api, context));
  },
  jobs: [importCustomers],
  explain: explainSign,
  curl: curlSigned,
  show: (context, caller, customerId) =>
    context.store.read(
      async (db) => (await writeCustomers(db, caller, [await getCustomer(db, caller, customerId)], 'read'))[0]!,
    ),
};
