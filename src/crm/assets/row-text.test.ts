import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rowText, rowTokens } from './row-text.ts';

test('a cell can not forge the marks of its neighbours', () => {
  const honest = rowText(new Map([[7n, 'a b']]));
  assert.equal(rowText(new Map([[7n, 'a\u0001\u000e\u000fb']])), honest);
});

test('each column of a row has marks of its own, which stand there once', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.bigInt({ min: 1n, max: 300n }), { minLength: 1, maxLength: 8 }), (ids) => {
      const text = rowText(new Map(ids.map((id) => [id, 'x'])));
      for (const id of ids) {
        const alone = rowText(new Map([[id, 'x']]));
        assert.equal(text.split(alone).length, 2);
      }
    }),
  );
});

test('tokens carry their column', () => {
  assert.deepEqual(rowTokens(new Map([[3n, '在用']])), ['3:在', '3:在用', '3:用']);
});
