import type { DescribedApi } from '#transport/http/openapi.ts';
import { operations } from './operations.ts';

/** What /docs says of the signed REST addresses; README.md has every parameter and code. */
export const api: DescribedApi = {
  title: 'TTF 客户接口',
  description:
    'Signed REST. Every call carries appid, timestamp (seconds) and sign = hex SHA-256 of `appid&secret&timestamp` in the query. ' +
    'The same operations answer as `action` messages at /socket and at /open_api?action=. Errors come with HTTP 200: see `code`.',
  basePath: '/open_api',
  security: { sign: { type: 'apiKey', in: 'query', name: 'sign', 'x-sign': 'sha256(appid&secret&timestamp)' } },
  operations: operations.map(({ name, rest }) => ({
    method: rest.method,
    path: rest.path.replaceAll(/:(\w+)/g, '{$1}'),
    summary: name,
    tag: '客户',
    query: ['appid', 'timestamp', 'sign', 'companyId', 'operator'],
    ...(rest.method === 'GET' ? {} : { body: { type: 'object' } }),
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
