import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sortKey } from './sort-key.ts';

function sorted(type: 2 | 5, texts: readonly string[]): string[] {
  return [...texts].sort((a, b) => Buffer.compare(Buffer.from(sortKey(type, a)), Buffer.from(sortKey(type, b))));
}

test('numbers stand by size whatever their length, sign and spelling, empty ones first', () => {
  const wanted = ['', '-1000.5', '-1000', '-9.75', '-9.7', '-1', '0', '0.05', '0.5', '1', '2', '10', '10.01', '1000'];
  assert.deepEqual(sorted(5, wanted.toReversed()), wanted);
  assert.equal(sortKey(5, '007.50'), sortKey(5, '7.5'));
});

test('the keys of any two decimals compare as the decimals do', () => {
  const decimal = fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 4 }));
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const [left, right] = [a, b].map(([digits, places]) => digits / 10 ** places) as [number, number];
      const compared = Buffer.compare(
        Buffer.from(sortKey(5, left.toFixed(4))),
        Buffer.from(sortKey(5, right.toFixed(4))),
      );
      assert.equal(compared, Math.sign(left - right));
    }),
  );
});

test('Chinese stands by pinyin, syllable by syllable, among other texts without case', () => {
  const wanted = ['1号机', 'Apple', 'banana', '笔记本', 'Book', '李夏', '刘', '显示器', '鼠标'];
  const byKey = sorted(2, wanted.toReversed());
  assert.deepEqual(byKey, ['1号机', 'Apple', 'banana', '笔记本', 'Book', '李夏', '刘', '鼠标', '显示器']);
});

test('a key stays short and free of what a store refuses', () => {
  const key = sortKey(2, `${'汉字\0\u0001'.repeat(2000)}`);
  assert.ok(Buffer.byteLength(key) < 1000);
  assert.ok(!key.includes('\0'));
});
