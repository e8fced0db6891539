import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold } from './fold.ts';
import { addWordGrams, grams, gramsInTurn, queryDigitGrams, queryGrams, queryInTurn } from './grams.ts';
import { queryOverlaps, repeats } from './repeats.ts';
import { htmlToText } from './html-text.ts';
import { normalisePhone, phonePart } from './normalise-phone.ts';
import { pinyinOf } from './pinyin.ts';

test('a text that contains a query carries all of its grams', () => {
  const text = fc.string({
    unit: fc.constantFrom('王', '伟', 'a', 'b', '1', ' ', '😀', '%'),
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(text, text, text, (before, query, after) => {
      const folded = fold(before + query + after);
      const part = fold(query);
      if (!folded.includes(part)) return;
      const have = new Set(grams(folded));
      for (const token of queryGrams(part).tokens) assert.ok(have.has(token), token);
    }),
  );
});

test('a part of a text is found in any case, also where lower case differs by the place', () => {
  assert.ok(fold('ΣΑΣΑ Τράπεζα').includes(fold('ΣΑΣ')));
  assert.ok(fold('Hauptstraße').includes(fold('STRASSE')));
  assert.ok(fold('HAUPTSTRASSE').includes(fold('straße')));
});

test('exact grams decide alone', () => {
  const text = fc.string({ unit: fc.constantFrom('王', '伟', 'a', '1', ' '), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(text, text, (body, query) => {
      const folded = fold(body);
      const { tokens, exact } = queryGrams(fold(query));
      if (!exact || tokens.length === 0) return;
      const have = new Set(grams(folded));
      assert.equal(
        tokens.every((token) => have.has(token)),
        folded.includes(fold(query)),
      );
    }),
  );
});

test('pairs that follow each other decide alone', () => {
  const text = fc.string({ unit: fc.constantFrom('王', '伟', '😀', 'a', '1', ' '), minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      text,
      fc.string({ unit: fc.constantFrom('王', '伟', 'a', ' '), minLength: 3, maxLength: 6 }),
      (body, query) => {
        const folded = fold(body);
        const part = fold(query);
        if ([...part].length < 3) return;
        const have = gramsInTurn(folded);
        assert.deepEqual(new Set(have), new Set(grams(folded)));
        const { inTurn, beside, exact } = queryInTurn(part);
        assert.ok(exact);
        const follow = have.some((_gram, at) => inTurn.every((gram, place) => have[at + place] === gram));
        assert.equal(follow && beside.every((gram) => have.includes(gram)), folded.includes(part));
      },
    ),
    { numRuns: 500 },
  );
});

test('a text that holds the grams of a query, and where they overlap but once, contains it', () => {
  const text = fc.string({
    unit: fc.constantFrom('王', '伟', '小', 'a', 'b', '1', ' ', '😀'),
    minLength: 1,
    maxLength: 4,
  });
  let decided = 0;
  fc.assert(
    fc.property(text, text, text, fc.boolean(), (before, query, behind, holds) => {
      const body = fold(holds ? before + query + behind : before + behind);
      const sought = fold(query);
      const { tokens, exact } = queryGrams(sought);
      const overlaps = queryOverlaps(sought);
      assert.ok(overlaps !== null);
      const have = new Set(grams(body));
      if (exact || !tokens.every((token) => have.has(token))) return;
      const repeated = new Set(repeats(body));
      if (overlaps.some((overlap) => repeated.has(overlap))) return;
      decided += 1;
      assert.ok(body.includes(sought), `${body} has all of ${sought}`);
    }),
    { numRuns: 5000 },
  );
  assert.ok(decided > 100, String(decided));
  assert.deepEqual(repeats(fold('科技有限公司 abcab')), ['a', 'ab', 'b']);
  assert.deepEqual(queryOverlaps('有限公司'), ['限', '公']);
  assert.deepEqual(queryOverlaps('abcd'), ['bc']);
  assert.equal(queryOverlaps('有限公司一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑'), null);
});

test('grams of a Chinese name are its characters and pairs', () => {
  assert.deepEqual(grams(fold('王小伟')), ['王', '王小', '小', '小伟', '伟']);
  assert.deepEqual(queryGrams('王小伟'), { tokens: ['王小', '小伟'], exact: false });
});

function gramsOfWords(kind: string, words: readonly string[]): string[] {
  const tokens: string[] = [];
  addWordGrams(tokens, kind, words);
  return tokens;
}

test('digit grams find every part of two digits or more', () => {
  const have = new Set(gramsOfWords('', ['13888888881']));
  for (const part of ['13', '138', '3888', '8881', '881', '81']) {
    assert.ok(
      queryDigitGrams(part).tokens.every((token) => have.has(token)),
      part,
    );
  }
});

test('phones lose blanks, dashes, brackets and the country code', () => {
  assert.equal(normalisePhone('+86 138-8888 8888'), '13888888888');
  assert.equal(normalisePhone('0086(010)8888-8888'), '01088888888');
  assert.equal(normalisePhone('１３８８８８８８８８８'), '13888888888');
  assert.equal(normalisePhone('95588'), '95588');
  assert.equal(normalisePhone('1234'), null);
  assert.equal(normalisePhone('138****8888'), null);
  assert.equal(normalisePhone('1'.repeat(21)), null);
  assert.equal(phonePart('8888'), '8888');
  assert.equal(phonePart('王'), null);
});

test('pinyin reads surnames as surnames and knows every reading', () => {
  assert.equal(pinyinOf('单雄信').pinyin, 'shanxiongxin');
  assert.ok(pinyinOf('单雄信').key.split(' ').includes('danxiongxin'));
  assert.ok(pinyinOf('单雄信').key.split(' ').includes('sxx'));
  assert.equal(pinyinOf('1112321323').pinyin, '1112321323');
  assert.equal(pinyinOf('重庆银行').pinyin, 'chongqingyinhang');
});

test('HTML becomes text without tags and with entities decoded', () => {
  assert.equal(htmlToText('<p>你好&nbsp;&amp; <b>再见</b></p>'), '你好\u00a0& 再见');
  assert.equal(htmlToText('1 < 2 && 3 > 2'), '1 < 2 && 3 > 2');
  assert.equal(htmlToText('plain'), 'plain');
});

test('the grams of words are their pairs and triples, each once, also of other characters', () => {
  const word = fc.string({ unit: fc.constantFrom('0', '9', 'a', 'z', 'ü', '王', '{', '/'), maxLength: 9 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), (words) => {
      const expected = new Set<string>();
      for (const one of words) {
        for (const size of [2, 3]) {
          for (let i = 0; i + size <= one.length; i += 1) expected.add(`k${one.slice(i, i + size)}`);
        }
      }
      const found = gramsOfWords('k', words);
      assert.deepEqual([...found].sort(), [...expected].sort());
    }),
  );
});
