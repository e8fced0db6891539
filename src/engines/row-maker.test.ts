import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowMaker } from './row-maker.ts';

test('values become members in the order of the columns, converted where a column says so', () => {
  const toBigInt = (value: unknown) => (typeof value === 'string' ? BigInt(value) : value);
  const make = rowMaker([
    { name: 'id', convert: toBigInt },
    { name: 'name', convert: null },
    { name: 'owner_id', convert: toBigInt },
    { name: 'n', convert: Number },
  ]);
  const row = make(['9223372036854775807', '张伟', null, '3']);
  assert.deepEqual(row, { id: 9223372036854775807n, name: '张伟', owner_id: null, n: 3 });
  assert.deepEqual(Object.keys(row), ['id', 'name', 'owner_id', 'n']);
});

test('a column may have any name', () => {
  const name = 'a "quoted" name, ${with} `marks`\n';
  assert.deepEqual(rowMaker([{ name, convert: null }])([1]), { [name]: 1 });
});

test('no columns are empty rows', () => {
  assert.deepEqual(rowMaker([])([]), {});
});
