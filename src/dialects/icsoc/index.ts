import { getCustomer } from '#crm/customers/get-customer.ts';
import type { Dialect } from '../dialect.ts';
import { curlWithToken, explainToken } from '../explain-token.ts';
import { api } from './api.ts';
import { addHttpRoutes } from './http.ts';
import { writeClient } from './write-client.ts';

/** icsoc's CRM API: follow-up records, clients and opportunities, with OAuth tokens. */
export const icsoc: Dialect = {
  name: 'icsoc',
  api,
  register: (scope, context) => addHttpRoutes(scope, context),
  explain: explainToken,
  curl: (baseUrl, id, client) => curlWithToken(baseUrl, `/openapi/v1/client/${id}`, client),
  show: (context, caller, customerId) =>
    context.store.read(async (db) => writeClient(db, caller, await getCustomer(db, caller, customerId))),
};
