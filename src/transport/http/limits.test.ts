import assert from 'node:assert/strict';
import { connect, type AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createLog } from '../log.ts';
import { Metrics } from '../metrics.ts';
import { addOperatorRoutes } from './operator-routes.ts';
import { createHttpServer } from './server.ts';

const PATIENCE = { headMs: 600, bodyMs: 600 };
const DROP_EVERY_MS = 50;

describe('a peer that takes its time', () => {
  let server: FastifyInstance;
  let port: number;

  before(async () => {
    const log = createLog('silent');
    server = await createHttpServer({
      log,
      metrics: new Metrics(),
      trustProxy: false,
      tls: undefined,
      patience: PATIENCE,
    });
    server.addContentTypeParser('text/plain', { parseAs: 'string' }, async (_request: unknown, text: string) => text);
    server.post('/short', async (request) => ({ got: String(request.body).length }));
    server.post('/long', { config: { longBody: true } }, async (request) => ({ got: String(request.body).length }));
    await server.listen({ host: '127.0.0.1', port: 0 });
    port = (server.server.address() as AddressInfo).port;
  });
  after(() => server.close());

  /** What the server answers when `head` comes at once, then piece after piece of `rest`, and how long it took. */
  const drip = (head: string, rest: Iterable<string>): Promise<{ text: string; ms: number }> =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now();
      let text = '';
      const pieces = rest[Symbol.iterator]();
      let dripping: NodeJS.Timeout | undefined;
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(head);
        dripping = setInterval(() => {
          const { value, done } = pieces.next() as IteratorResult<string, undefined>;
          if (done === true) clearInterval(dripping);
          else if (socket.writable) socket.write(value);
        }, DROP_EVERY_MS);
      });
      socket.on('data', (chunk) => {
        text += chunk.toString();
        socket.end();
      });
      // It may be cut while a byte is on its way.
      socket.on('error', (error) => (text === '' ? reject(error) : undefined));
      socket.on('close', () => {
        clearInterval(dripping);
        resolve({ text, ms: performance.now() - startedAt });
      });
    });
  const headOf = (path: string, length: number) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n`;

  test('with its head, or with its body, is cut with 408 while others are answered', async () => {
    const slow = [
      drip('GET /healthz HTTP/1.1\r\nHost: x\r\nA: ', 'a'.repeat(400)),
      drip(headOf('/short', 400), 'b'.repeat(400)),
      drip(headOf('/long', 400), 'c'.repeat(400)),
    ];
    await pause(2 * DROP_EVERY_MS);
    const other = await fetch(`http://127.0.0.1:${port}/short`, { method: 'POST', body: 'quick' });
    assert.deepEqual(await other.json(), { got: 5 });
    for (const { text, ms } of await Promise.all(slow)) {
      assert.match(text, /^HTTP\/1\.1 408 /);
      assert.match(text, /x-request-id: \S{30}/i);
      assert.ok(ms < 400 * DROP_EVERY_MS, `${ms}`);
    }
  });

  test('with a file that keeps coming is heard to the end', async () => {
    const pieces = Array.from({ length: 30 }, () => 'x'.repeat(1000));
    const { text, ms } = await drip(headOf('/long', 30_000), pieces);
    assert.match(text, /^HTTP\/1\.1 200 [\s\S]*\{"got":30000\}$/);
    assert.ok(ms > PATIENCE.bodyMs * 2);
    assert.match((await drip(headOf('/short', 30_000), pieces)).text, /^HTTP\/1\.1 408 /);
  });
});

describe('beyond what the server can work off', () => {
  test('requests are shed at once with 503 and Retry-After, and counted; whether it lives is answered', async () => {
    const metrics = new Metrics();
    await using server = await createHttpServer({
      log: createLog('silent'),
      metrics,
      trustProxy: false,
      tls: undefined,
      mostUnderWay: 1,
    });
    const { promise: held, resolve: release } = Promise.withResolvers<string>();
    addOperatorRoutes(server, { metrics, metricsToken: undefined, ready: async () => undefined });
    const { promise: isHeld, resolve: hold } = Promise.withResolvers<void>();
    server.get('/held', () => {
      hold();
      return held;
    });
    server.get('/quick', async () => 'quick');
    const base = await server.listen({ host: '127.0.0.1', port: 0 });
    assert.equal((await fetch(`${base}/quick`)).status, 200);
    const first = fetch(`${base}/held`);
    await isHeld;
    const shed = await fetch(`${base}/quick`);
    assert.equal(shed.status, 503);
    assert.equal(shed.headers.get('retry-after'), '1');
    assert.match(shed.headers.get('x-request-id') ?? '', /\S{30}/);
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
    release('done');
    assert.equal(await (await first).text(), 'done');
    await pause(50);
    assert.equal((await fetch(`${base}/quick`)).status, 200);
    const exposed = await (await fetch(`${base}/metrics`)).text();
    assert.match(exposed, /^huiliu_shed_requests_total 1$/m);
  });
});
