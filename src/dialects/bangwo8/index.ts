import { getCustomer } from '#crm/customers/get-customer.ts';
import type { Dialect } from '../dialect.ts';
import { curlWithToken, explainToken } from '../explain-token.ts';
import { addPickerPage } from './assets/page/routes.ts';
import { api } from './api.ts';
import { addHttpRoutes } from './http.ts';
import { customerJson } from './write-customer.ts';

/** Bangwo8's company API, company fields, asset tables and their picker page. */
export const bangwo8: Dialect = {
  name: 'bangwo8',
  api,
  async register(scope, context) {
    await addHttpRoutes(scope, context);
    await addPickerPage(scope, context);
  },
  explain: explainToken,
  curl: (baseUrl, _id, client) => curlWithToken(baseUrl, '/api/v1/companies.json', client),
  show: (context, caller, customerId) =>
    context.store.read(async (db) => customerJson(await getCustomer(db, caller, customerId))),
};
