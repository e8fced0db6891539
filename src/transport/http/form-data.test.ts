import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isModestForm, readFormData } from './form-data.ts';

const URLENCODED = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary="b b"';
const part = (name: string, value = '', head = ''): string =>
  `--b b\r\ncontent-disposition: form-data; name="${name}"\r\n${head}\r\n${value}\r\n`;
const read = async (text: string, type: string) => [...(await readFormData(Buffer.from(text), type))];

test('a form is read in its order, repeated members too', async () => {
  assert.deepEqual(await read('a=1&b=%E7%8E%8B&a=2', URLENCODED), [
    ['a', '1'],
    ['b', '王'],
    ['a', '2'],
  ]);
  assert.deepEqual(await read(`${part('a', '1')}${part('b', 'x&y'.repeat(2000))}--b b--\r\n`, MULTIPART), [
    ['a', '1'],
    ['b', 'x&y'.repeat(2000)],
  ]);
  await assert.rejects(read('{}', 'application/json'));
  await assert.rejects(read('no part', MULTIPART));
});

test('a form that would take seconds is refused before it is read', async () => {
  const forms: [string, string][] = [
    ['a=1&'.repeat(1001), URLENCODED],
    ['&'.repeat(900_000), URLENCODED],
    [`${part('a').repeat(1001)}--b b--\r\n`, MULTIPART],
    [`${part('a', '1', 'x: y\r\n'.repeat(5000))}--b b--\r\n`, MULTIPART],
  ];
  for (const [text, type] of forms) {
    assert.equal(isModestForm(Buffer.from(text), type), false);
    await assert.rejects(read(text, type), RangeError);
  }
});
