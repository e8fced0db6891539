import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskPath, RequestLog } from './request-log.ts';

test('phones, signs and whatever else a query holds never stand in the log', () => {
  assert.equal(
    maskPath('/open_api/customers?appid=1&sign=abc&timestamp=5&content=13800000001&page=2'),
    '/open_api/customers?appid=***&sign=***&timestamp=***&content=***&page=2',
  );
  assert.equal(maskPath('/api/calls/serial/13800000001'), '/api/calls/serial/138****01');
});

test('a tenant sees its own last requests, newest first, and only such as a dialect knew the owner of', () => {
  const log = new RequestLog();
  const send = (tenantId: bigint | null, path: string) => {
    const request = {};
    if (tenantId !== null) log.identify(request, { dialect: 'native', tenantId, clientId: null, agentId: 1n });
    log.finish(request, { method: 'GET', path, status: 200, ms: 1, requestId: 'r' });
  };
  send(1n, '/a');
  send(2n, '/b');
  send(null, '/c');
  send(1n, '/d');
  assert.deepEqual(
    log.list(1n, 0).map(({ path }) => path),
    ['/d', '/a'],
  );
  assert.deepEqual(
    log.list(1n, 1).map(({ path }) => path),
    ['/d'],
  );
  for (let i = 0; i < 2000; i += 1) send(1n, `/${i}`);
  assert.equal(log.list(1n, 0).length, 500);
});
