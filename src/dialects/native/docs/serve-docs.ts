import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '#transport/http/openapi.ts';
import type { DialectContext } from '../../dialect.ts';
import { setPageHeaders } from '../site/page-headers.ts';

const PAGES = [
  ['/docs', 'explorer.html', 'text/html; charset=utf-8'],
  ['/docs/explorer.js', 'explorer.js', 'text/javascript; charset=utf-8'],
  ['/docs/sign.js', 'sign.js', 'text/javascript; charset=utf-8'],
  ['/docs/explorer.css', 'explorer.css', 'text/css; charset=utf-8'],
] as const;

/** `/docs`: a page to read and try every dialect's operations, and `/docs/<dialect>.json`: its OpenAPI 3.1 document. */
export function serveDocs(scope: FastifyInstance, context: DialectContext): void {
  for (const [url, file, mediaType] of PAGES) {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    scope.get(url, (_request, reply) =>
      setPageHeaders(reply).headers({ 'content-type': mediaType, 'cache-control': 'no-cache' }).send(text),
    );
  }
  for (const { name, api } of context.dialects) {
    let text: string | undefined;
    scope.get(`/docs/${name}.json`, (_request, reply) =>
      setPageHeaders(reply)
        .headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' })
        .send((text ??= JSON.stringify(openApiDocument(api)))),
    );
  }
}
