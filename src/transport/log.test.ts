import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from './log.ts';

function logged(facts: object): string {
  const lines: string[] = [];
  createLog('info', { to: { write: (line) => void lines.push(line) } }).error(facts, 'it failed');
  assert.equal(lines.length, 1);
  return lines[0]!;
}

test('an error is shown by its type, code, message and place, without the values that a driver adds', () => {
  const cause = Object.assign(new Error('duplicate key: (13812345678) "张三的秘密"'), {
    code: '23505',
    detail: 'Key (phone)=(13812345678) already exists.',
    parameters: ['s3cret-value'],
  });
  const line = logged({ requestId: 'r1', err: new Error('the write failed', { cause }) });
  const { err, requestId } = JSON.parse(line) as {
    requestId: string;
    err: { type: string; stack: string; cause: { code: string; message: string } };
  };
  assert.equal(requestId, 'r1');
  assert.equal(err.cause.code, '23505');
  assert.equal(err.cause.message, 'duplicate key: (138****78) "***"');
  assert.match(err.stack, /^\s+at .*log\.test\.ts/);
  for (const secret of ['13812345678', '张三', 's3cret-value']) assert.ok(!line.includes(secret), secret);
});

test('what is thrown and no error, and causes without end, are shown too', () => {
  const loop = new Error('round');
  loop.cause = loop;
  assert.ok(logged({ err: loop }).length < 20_000);
  assert.match(logged({ err: 'phone 13812345678' }), /138\*\*\*\*78/);
});

test('keys that could hold a secret are covered, a request is its route', () => {
  const line = logged({
    password: 'a1',
    agent: { token: 'b2', phone: '13812345678' },
    req: {
      method: 'GET',
      url: '/open_api/customers/get_customer?sign=c3&content=13812345678',
      headers: { cookie: 'd4' },
    },
  });
  for (const secret of ['a1', 'b2', 'c3', 'd4', '13812345678']) assert.ok(!line.includes(secret), `${secret}: ${line}`);
  assert.match(line, /get_customer\?sign=\*\*\*&content=\*\*\*/);
});
