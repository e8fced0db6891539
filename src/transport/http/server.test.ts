import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createLog } from '../log.ts';
import { Metrics } from '../metrics.ts';
import { addOperatorRoutes } from './operator-routes.ts';
import { BODY_LIMIT, createHttpServer } from './server.ts';

describe('the HTTP server', () => {
  let server: FastifyInstance;
  let port: number;
  let ready: boolean | 'hangs' = true;

  before(async () => {
    const metrics = new Metrics();
    server = await createHttpServer({ log: createLog('silent'), metrics, trustProxy: false, tls: undefined });
    addOperatorRoutes(server, {
      metrics,
      metricsToken: 'a-long-token',
      ready: async () => {
        if (ready === 'hangs') await new Promise(() => undefined);
        if (!ready) throw new Error('gone');
      },
      readyWithinMs: 20,
    });
    server.post('/echo', async (request) => ({ got: request.body }));
    server.get('/asked/:of', async ({ params, query, ip, host }) => ({ ...(params as object), query, from: ip, host }));
    server.get('/slow', async () => {
      await delay(100);
      return 'late';
    });
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

  test('answers an address in bare UTF-8 as if it had been encoded, and closes', async () => {
    const head = 'Host: x\r\nX-Request-Id: bare';
    const answer = await raw(`GET /asked/%20张三?q=李四&r=%41 HTTP/1.1\r\n${head}\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /\r\nx-request-id: bare\r\n/i);
    assert.match(answer, /\r\nconnection: close\r\n/i);
    assert.match(answer, /\{"of":" 张三","query":\{"q":"李四","r":"A"\},"from":"127\.0\.0\.1","host":"x"\}/);
    const length = Buffer.byteLength('{"a":"王"}');
    const json = `Content-Type: application/json\r\nContent-Length: ${length}`;
    const posted = await raw(`POST /echo?q=王 HTTP/1.1\r\n${head}\r\n${json}\r\n\r\n{"a":"王"}`);
    assert.match(posted, /\{"got":\{"a":"王"\}\}/);
    assert.match(await raw(`GET /nowhere?q=张 HTTP/1.1\r\n${head}\r\n\r\n`), /^HTTP\/1\.1 404 /);
  });

  test('such an address makes nothing pass that is no plain request', async () => {
    for (const text of [
      'GET /asked/张 HTTP/1.1\r\n\r\n',
      `GET /asked/张${'张'.repeat(6000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      'GET /asked/张 HTTP/1.0\r\nHost: x\r\n\r\n',
      'GET /asked/张\x01 HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET http://x/asked/张 HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET /asked/张 HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
      'GET /asked/张 HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n',
      'GET /asked/张 HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n',
      'POST /echo?张 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'POST /echo?张 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{}',
      'POST /echo?张 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.1\r\n',
    ]) {
      assert.match(await raw(text), /^HTTP\/1\.1 400 /, text);
    }
  });

  test('what follows such a request on its connection is not answered', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('GET /slow?q=张 HTTP/1.1\r\nHost: x\r\n\r\n');
        setTimeout(() => socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'), 20);
      });
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });
    assert.equal(answer.match(/HTTP\/1\.1 /g)?.length, 1, answer);
    assert.match(answer, /late/);
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
    for (const how of [false, 'hangs'] as const) {
      ready = how;
      const answer = await at('/readyz');
      assert.equal(answer.status, 503);
      assert.equal(answer.headers.get('retry-after'), '1');
      assert.equal((await at('/healthz')).status, 200);
    }
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
