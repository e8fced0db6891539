import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../metrics.ts';

export interface OperatorOptions {
  readonly metrics: Metrics;
  readonly metricsToken: string | undefined;
  /** Rejects while the store can't answer. */
  readonly ready: () => Promise<void>;
  /** A store that hangs is as good as away. */
  readonly readyWithinMs?: number;
}

/** `/healthz` (the process lives), `/readyz` (the store answers), `/metrics` (the token's holder, or loopback without one). */
export function addOperatorRoutes(server: FastifyInstance, options: OperatorOptions): void {
  server.get('/healthz', async () => ({ status: 'ok' }));

  server.get('/readyz', async (_request, reply) => {
    if (await isReady(options)) return { status: 'ready' };
    return reply.code(503).header('retry-after', '1').send({ status: 'not ready' });
  });

  server.get('/metrics', async (request, reply) => {
    if (!mayRead(request, options.metricsToken)) return reply.code(403).send({ code: 403, message: 'Forbidden' });
    const { text, contentType } = await options.metrics.expose();
    return reply.type(contentType).send(text);
  });
}

async function isReady({ ready, readyWithinMs = 3000 }: OperatorOptions): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const tooLong = setTimeout(() => resolve(false), readyWithinMs);
  ready().then(
    () => resolve(true),
    () => resolve(false),
  );
  try {
    return await promise;
  } finally {
    clearTimeout(tooLong);
  }
}

function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined)
    return /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '') && !isForwarded(request);
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** A proxy on this machine makes every visitor look local. */
function isForwarded(request: FastifyRequest): boolean {
  return request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
