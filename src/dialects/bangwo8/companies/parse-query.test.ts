import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseQuery, QueryError } from './parse-query.ts';

const refused = (query: string, message: string) =>
  assert.throws(
    () => parseQuery(query),
    (error) => error instanceof QueryError && error.message === message,
  );

test('a query without terms, a key without a value and a value without a key are refused by position', () => {
  refused('', 'nothing to search for at character 1');
  refused(' \t　', 'nothing to search for at character 1');
  refused('companyName:', '"companyName:" has no value at character 13');
  refused('金万维 companyName: x', '"companyName:" has no value at character 17');
  refused('a createDT>=', '"createDT>=" has no value at character 13');
  refused(':x', '":" has no key before it at character 1');
  refused('😀 <2017-01-01', '"<" has no key before it at character 3');
});

test('terms are parted by any number of blanks', () => {
  assert.deepEqual(
    parseQuery('  132   createDT>2017-07-03 ').map(({ key, operator, value, at, valueAt }) => [
      key,
      operator,
      value,
      at,
      valueAt,
    ]),
    [
      ['', 'contains', '132', 3, 3],
      ['createDT', '>', '2017-07-03', 9, 18],
    ],
  );
});

test('a term is parted at its first colon or comparison, and the value keeps the others', () => {
  const [one] = parseQuery('field_1:a:b<c>=d');
  assert.deepEqual([one!.key, one!.operator, one!.value], ['field_1', ':', 'a:b<c>=d']);
  for (const operator of ['<', '>', '<=', '>=', ':']) {
    const [term] = parseQuery(`createDT${operator}2017-09-01`);
    assert.deepEqual([term!.key, term!.operator, term!.value], ['createDT', operator, '2017-09-01']);
  }
});

test('any text is either terms that spell it again, or a QueryError', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (query) => {
      let terms;
      try {
        terms = parseQuery(query);
      } catch (error) {
        assert.ok(error instanceof QueryError);
        return;
      }
      const spelt = terms.map((term) => term.key + (term.operator === 'contains' ? '' : term.operator) + term.value);
      assert.deepEqual(
        spelt,
        query.split(/\s+/u).filter((word) => word !== ''),
      );
      for (const { at, value } of terms) assert.ok(at >= 1 && value !== '');
    }),
  );
});
