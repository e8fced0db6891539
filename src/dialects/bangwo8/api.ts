import type { DescribedApi } from '#transport/http/openapi.ts';
import { routes } from './routes.ts';

/** What /docs says of the addresses below /api/v1; README.md has every parameter and code. */
export const api: DescribedApi = {
  title: 'Bangwo8 公司、资产表接口',
  description:
    'Basic with `工号:password` (or `企业代码|工号`), or Bearer with a token of POST /api/token.php. Every address answers with and without `.json`.',
  basePath: '/api/v1',
  security: { basic: { type: 'http', scheme: 'basic' }, bearer: { type: 'http', scheme: 'bearer' } },
  operations: routes.map(({ method, path, parameters, admin }) => ({
    method,
    path: path.replaceAll(/:(\w+)/g, '{$1}'),
    summary: `${method} ${path}${admin === true ? ' (管理员)' : ''}`,
    tag: path.split('/')[1] ?? '',
    ...(parameters === undefined ? {} : { query: parameters }),
    ...(method === 'POST' || method === 'PUT' ? { body: { type: 'object' } } : {}),
    answer: { type: 'object' },
  })),
  error: {
    type: 'object',
    properties: { errcode: { type: 'string' }, errmsg: { type: 'string' } },
    required: ['errcode', 'errmsg'],
  },
};
