import type { DescribedApi } from '#transport/http/openapi.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';

/** Members that stand in a body over REST. */
const inBody: Readonly<Record<string, object>> = {
  customer: { type: 'object' },
  customerLabel: {},
  customers: { type: 'array', items: { type: 'object' } },
};

/** What /docs says of the signed REST addresses; README.md tells every parameter and code. */
export const api: DescribedApi = {
  title: 'TTF 客户接口',
  description:
    'Signed REST. Every call carries appid, timestamp (seconds) and sign = hex SHA-256 of `appid&secret&timestamp` in the query. ' +
    'The same operations answer as `action` messages at /socket and at /open_api?action=. Errors come with HTTP 200: see `code`.',
  basePath: '/open_api',
  security: { sign: { type: 'apiKey', in: 'query', name: 'sign', 'x-sign': 'sha256(appid&secret&timestamp)' } },
  operations: operations.map((operation) => ({
    method: operation.rest.method,
    path: operation.rest.path.replaceAll(/:(\w+)/g, '{$1}'),
    summary: operation.name,
    tag: '客户',
    query: ['appid', 'timestamp', 'sign', 'companyId', 'operator', ...inQuery(operation)],
    ...bodyOf(operation),
    answer: { type: 'object', properties: { code: { type: 'integer', const: 1000 } }, required: ['code'] },
  })),
  error: {
    type: 'object',
    properties: {
      code: { type: 'integer' },
      message: { type: 'string' },
      exception: { type: 'object', properties: { message: { type: 'string' }, field: { type: 'string' } } },
    },
    required: ['code', 'message'],
  },
};

/** One spelling of each; an address that names its record takes nothing more. */
function inQuery({ rest, members }: Operation): string[] {
  return rest.path.includes(':') ? [] : members.filter((name) => !Object.hasOwn(inBody, name) && !name.startsWith('*'));
}

function bodyOf({ members }: Operation): { body?: object } {
  const properties = Object.entries(inBody).filter(([name]) => members.includes(name));
  return properties.length === 0 ? {} : { body: { type: 'object', properties: Object.fromEntries(properties) } };
}
