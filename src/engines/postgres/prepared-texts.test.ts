import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PreparedTexts } from './prepared-texts.ts';

test('so many statements are prepared within a lifetime, the first ones', () => {
  const texts = new PreparedTexts(2, 100);
  assert.deepEqual(
    ['a', 'b', 'c', 'a', 'b'].map((text) => texts.admits(text, 50)),
    [true, true, false, true, true],
  );
  assert.equal(texts.admits('c', 150), false);
  assert.deepEqual(
    ['c', 'a', 'b'].map((text) => texts.admits(text, 151)),
    [true, true, false],
  );
});
