import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InexactNumber, jsonInteger, numberText, parseExact, parseIntegers, stringifyExact } from './exact-json.ts';

test('what is no JSON is refused', () => {
  for (const text of ['', '{', "{'a':1}", '{"a":01}', '[1,]', 'NaN', '{"a":1}x']) {
    assert.throws(() => parseExact(text), SyntaxError);
    assert.throws(() => parseIntegers(text), SyntaxError);
  }
});

test('integers of any size keep every digit', () => {
  const text = '{"a":6471994196059471873,"b":[9223372036854775807,-9007199254740993],"c":1,"d":-0}';
  for (const parse of [parseExact, parseIntegers]) {
    const value = parse(text);
    assert.deepEqual(value, { a: 6471994196059471873n, b: [9223372036854775807n, -9007199254740993n], c: 1, d: -0 });
    assert.equal(stringifyExact(value), text.replace('-0', '0'));
  }
});

test('long digits in a text are the text, and a number beside them keeps its own', () => {
  const text =
    '{"a":"12345678901234567890","b":["x\\"12345678901234567890",6471994196059471873],"c":"9.9007199254740993"}';
  const value = {
    a: '12345678901234567890',
    b: ['x"12345678901234567890', 6471994196059471873n],
    c: '9.9007199254740993',
  };
  assert.deepEqual(parseExact(text), value);
  assert.deepEqual(parseIntegers(text), value);
});

test('a number that would be rounded is kept as written', () => {
  assert.deepEqual(parseExact('[9007199254740993.0,1.5]'), [new InexactNumber('9007199254740993.0'), 1.5]);
});

test('where integers are asked for, a fraction or an exponent is told apart from one, whatever its size', () => {
  const sources = ['1.0', '1e3', '0.5', '-2E+1', '6471994196059471873.0'];
  assert.deepEqual(
    parseIntegers(`[${sources.join(',')}]`),
    sources.map((source) => new InexactNumber(source)),
  );
  assert.deepEqual(parseIntegers('{"a":"1.0","b":null,"c":true}'), { a: '1.0', b: null, c: true });
});

test('a number is written in plain digits, however it was sent', () => {
  const texts = '[1, -2.50, 1e3, 1E-7, -1.25e+2, 0.001e2, 12e-1, 1e21, 12345678901234567890.10, 5e-324]';
  assert.deepEqual((parseExact(texts) as number[]).map(numberText).slice(0, 9), [
    '1',
    '-2.5',
    '1000',
    '0.0000001',
    '-125',
    '0.1',
    '1.2',
    '1000000000000000000000',
    '12345678901234567890.10',
  ]);
  assert.deepEqual(
    ['1.0e1', '1E0', '9.99e2', '1e-3'].map((one) => numberText(parseIntegers(one) as number)),
    ['10', '1', '999', '0.001'],
  );
  assert.deepEqual(
    ['1e400', '1e9999', '-1e400'].map((one) => numberText(parseExact(one) as number)),
    [null, null, null],
  );
});

test('a key named __proto__ is a key like any other', () => {
  const value = parseIntegers('{"__proto__":{"admin":1}}') as Record<string, unknown>;
  assert.ok(Object.hasOwn(value, '__proto__'));
  assert.equal((value as { admin?: unknown }).admin, undefined);
});

test('plain JSON holds an integer of any size digit by digit', () => {
  const ids = [0n, 12n, 2n ** 53n - 1n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n];
  assert.equal(JSON.stringify(ids.map(jsonInteger)), `[${ids.join(',')}]`);
});

test('an integer that is longer than any that is asked for is kept as written, not computed with', () => {
  const digits = '9'.repeat(900_000);
  for (const parse of [parseExact, parseIntegers]) {
    const value = parse(`[${digits}]`) as unknown[];
    assert.deepEqual(value, [new InexactNumber(digits)]);
    assert.equal(stringifyExact(value), `[${digits}]`);
    assert.equal(parse('9'.repeat(1000)), BigInt('9'.repeat(1000)));
  }
});
