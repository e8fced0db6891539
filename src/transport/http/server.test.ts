import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createLog } from '../log.ts';
import { Metrics } from '../metrics.ts';
import { addOperatorRoutes } from './operator-routes.ts';
import { BODY_LIMIT, createHttpServer } from './server.ts';

describe('the HTTP server', () => {
  let server: FastifyInstance;
  let port: number;
  let ready = true;

  before(async () => {
    const metrics = new Metrics();
    server = await createHttpServer({ log: createLog('silent'), metrics, trustProxy: false, tls: undefined });
    addOperatorRoutes(server, {
      metrics,
      metricsToken: 'a-long-token',
      ready: () => (ready ? Promise.resolve() : Promise.reject(new Error('gone'))),
    });
    server.post('/echo', async (request) => ({ got: request.body }));
    await server.listen({ host: '127.0.0.1', port: 0 });
    port = (server.server.address() as AddressInfo).port;
  });
  after(() => server.close());

  const at = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);

  /** What the server answers to bytes that need not be HTTP; it closes the connection afterwards. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });

  test('answers what is no HTTP, and headers without end, with their status, and closes', async () => {
    assert.match(await raw('NONSENSE\r\n\r\n'), /^HTTP\/1\.1 400 /);
    assert.match(await raw(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
    assert.match(await raw('NONSENSE\r\n\r\n'), /X-Request-Id: \S{30}/i);
  });

  test('refuses a body beyond the limit', async () => {
    const body = JSON.stringify('x'.repeat(BODY_LIMIT));
    const answer = await at('/echo', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    assert.equal(answer.status, 413);
  });

  test('every answer carries a request id: the caller’s own when it is a sane one', async () => {
    const own = await at('/healthz', { headers: { 'x-request-id': 'abc-123' } });
    assert.equal(own.headers.get('x-request-id'), 'abc-123');
    for (const given of ['with blank', 'x'.repeat(65), '<script>']) {
      const answer = await at('/nowhere', { headers: { 'x-request-id': given } });
      assert.equal(answer.status, 404);
      assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
    }
  });

  test('is alive also while its store is not ready', async () => {
    assert.equal((await at('/readyz')).status, 200);
    ready = false;
    const answer = await at('/readyz');
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.equal((await at('/healthz')).status, 200);
    ready = true;
  });

  test('shows its metrics to the token’s holder only', async () => {
    assert.equal((await at('/metrics')).status, 403);
    assert.equal((await at('/metrics', { headers: { authorization: 'Bearer wrong' } })).status, 403);
    const answer = await at('/metrics', { headers: { authorization: 'Bearer a-long-token' } });
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /huiliu_request_seconds/);
  });
});
