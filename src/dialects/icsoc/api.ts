import type { DescribedApi } from '#transport/http/openapi.ts';
import { operations } from './operations.ts';

/** What /docs says of the addresses below /openapi/v1; README.md has every parameter and code. */
export const api: DescribedApi = {
  title: 'icsoc 跟进记录、客户、商机接口',
  description:
    'Bearer (or the older header access-token) with a token of POST /openapi/v1/oauth2/token. Every answer is `{code, message, data}`.',
  basePath: '/openapi/v1',
  security: { bearer: { type: 'http', scheme: 'bearer' } },
  operations: operations.map(({ method, path, parameters }) => ({
    method,
    path: path.replaceAll(/:(\w+)/g, '{$1}'),
    summary: `${method} ${path}`,
    tag: path.split('/')[1] ?? '',
    ...(parameters === undefined ? {} : { query: parameters }),
    ...(method === 'GET' ? {} : { body: { type: 'object' } }),
    answer: {
      type: 'object',
      properties: { code: { type: 'integer', const: 200 }, message: { type: 'string' }, data: {} },
      required: ['code', 'message', 'data'],
    },
  })),
  error: {
    type: 'object',
    properties: { code: { type: 'integer' }, message: { type: 'string' }, data: { type: 'array' } },
    required: ['code', 'message', 'data'],
  },
};
