import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { noSuchRoute } from '../errors.ts';
import { sendError } from '../http.ts';
import { setPageHeaders } from './page-headers.ts';
import { acceptedEncoding, isCompressible, readSite, type SiteFile } from './site-files.ts';

/** Where the build puts the console. */
const FOLDER = join(import.meta.dirname, '../../../../dist/console');
const YEAR_S = 365 * 24 * 60 * 60;

/**
 * The console, at every address that nobody else answers: its files, and its page for each address of its own, which the
 * console reads itself. Until it is built a page says how to build it.
 */
export async function serveConsole(scope: FastifyInstance, context: DialectContext, folder = FOLDER): Promise<void> {
  let files = await readSite(folder);
  scope.setNotFoundHandler(async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendError(context, request, reply, noSuchRoute());
    if (files.size === 0) files = await readSite(folder);
    const path = request.url.split('?', 1)[0]!;
    const file = files.get(path);
    if (file !== undefined) return sendFile(request, reply, file);
    if (!asksForPage(request, path)) return sendError(context, request, reply, noSuchRoute());
    const page = files.get('/index.html');
    return page === undefined ? sendNotBuilt(reply) : sendFile(request, reply, page);
  });
}

/** A browser on its way to a page; a missing script or a program's mistake gets no page. */
function asksForPage(request: FastifyRequest, path: string): boolean {
  const accept = request.headers.accept ?? '';
  return /text\/html|\*\/\*/.test(accept) && !/\.\w+$/.test(path) && !path.startsWith('/assets/');
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: SiteFile): Promise<FastifyReply> {
  setPageHeaders(reply).headers({
    'content-type': file.mediaType,
    'cache-control': file.immutable ? `public, max-age=${YEAR_S}, immutable` : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const encoding = isCompressible(file) ? acceptedEncoding(request.headers['accept-encoding']) : 'identity';
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.code(200).send(await file.bytes(encoding));
}

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>汇流 Huiliu</title>
<body><h1>控制台尚未构建 · The console is not built yet</h1>
<p>运行 <code>npm ci</code>（或 <code>npm run build</code>），然后刷新本页。<br>
Run <code>npm ci</code> (or <code>npm run build</code>), then reload this page.</p>
<p>API: <a href="/docs">/docs</a></p></body></html>
`;

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  return setPageHeaders(reply).code(503).headers({ 'content-type': 'text/html; charset=utf-8' }).send(NOT_BUILT);
}
