import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InexactNumber } from '#transport/http/exact-json.ts';
import { UnreadableError, readLenient } from './lenient-json.ts';

test('what is neither JSON nor written like the seed is refused', () => {
  for (const text of [
    '',
    '   ',
    '}',
    '{a}',
    '{a b}',
    '{"a"',
    '{"a":"b',
    "{'a':'b}",
    '{"a":}',
    '{:1}',
    '{a:1} b',
    '{"a":"\\u12"}',
    '[1,2] 3',
    '{"a":["b":}',
    '[1,"a":2]',
    '['.repeat(100) + '1',
    '{"a":'.repeat(100),
  ]) {
    assert.throws(() => readLenient(text), UnreadableError, text);
  }
});

test('JSON too deep to be a message is refused, however it is written', () => {
  assert.throws(() => readLenient('['.repeat(5000) + ']'.repeat(5000)), UnreadableError);
  assert.throws(() => readLenient(`{"a":${'['.repeat(40)}1${']'.repeat(40)}}`), UnreadableError);
});

test('JSON is read exactly', () => {
  assert.deepEqual(readLenient('{"id":9007199254740993,"a":[1,null,true,"x"]}'), {
    id: 9007199254740993n,
    a: [1, null, true, 'x'],
  });
  assert.ok((readLenient('{"id":9007199254740993.0}') as { id: unknown }).id instanceof InexactNumber);
});

test("the seed's own writing is read", () => {
  assert.deepEqual(readLenient("{action:'filter_customers',groupId:'1001'}"), {
    action: 'filter_customers',
    groupId: '1001',
  });
  assert.deepEqual(readLenient('{action:create_customer;customer:{}}'), { action: 'create_customer', customer: {} });
  assert.deepEqual(readLenient('Json: {a:1}'), { a: 1 });
  assert.deepEqual(readLenient('{"a":[[null,"1"],[2,"3"]},"b":008}'), {
    a: [
      [null, '1'],
      [2, '3'],
    ],
    b: '008',
  });
  assert.deepEqual(readLenient('{"a":[{"id":1,"name":"x",},]\n"d":2}'), { a: [{ id: 1, name: 'x' }], d: 2 });
  assert.deepEqual(readLenient('{"customer": {"a": 1'), { customer: { a: 1 } });
  assert.deepEqual(readLenient('{"r":[{"p": [{"id": 1},"a":"x","n":[null, \'1\' "b":2}],"c":3}'), {
    r: [{ p: [{ id: 1 }], a: 'x', n: [null, '1'], b: 2 }],
    c: 3,
  });
  assert.deepEqual(readLenient('{success: true\n callbackId: 1 "a":张三 "b":O\'Neil \'c\':5\'6"}'), {
    success: true,
    callbackId: 1,
    a: '张三',
    b: "O'Neil",
    c: '5\'6"',
  });
  assert.deepEqual(readLenient('{a: 1, // 客户来源\n b: http://x.cn/y }'), { a: 1, b: 'http://x.cn/y' });
  assert.deepEqual(readLenient('{a:\'it\\\'s "so"\', b:"\\u4e2d"}'), { a: 'it\'s "so"', b: '中' });
  assert.deepEqual(readLenient('{a:-1.5e3,b:0.50,c:true,d:null,e:1.2.3}'), {
    a: -1500,
    b: 0.5,
    c: true,
    d: null,
    e: '1.2.3',
  });
  assert.deepEqual(readLenient('{a:9007199254740993}'), { a: 9007199254740993n });
});

test('a key that would change the object itself is a member like any other', () => {
  const read = readLenient('{__proto__:{x:1}}') as Record<string, unknown>;
  assert.equal(Object.getPrototypeOf(read), Object.prototype);
  assert.ok(Object.hasOwn(read, '__proto__'));
});

test('long nonsense takes time in proportion to its length', () => {
  const startedAt = performance.now();
  for (const part of ['{', '[', '//', '/', "'", '"', 'a:', ';', '\\', '\n']) {
    try {
      readLenient(part.repeat(500_000));
    } catch (error) {
      assert.ok(error instanceof UnreadableError, `${part}: ${String(error)}`);
    }
  }
  assert.ok(performance.now() - startedAt < 10_000);
});
