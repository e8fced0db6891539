import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkerThread } from './worker-thread.ts';

const module = new URL('../testing/doubling-thread.ts', import.meta.url);

test('a thread answers in the order of the requests, however long each takes', async () => {
  await using thread = new WorkerThread<unknown, unknown>(module, { factor: 2n });
  const answers = await Promise.all(
    [{ value: 3n, slow: true }, { value: 4n }, { value: 5n }].map((one) => thread.ask(one)),
  );
  assert.deepEqual(answers, [6n, 8n, 10n]);
});

test('what a thread throws is what those learn who wait, and who asks later', async () => {
  await using thread = new WorkerThread<unknown, unknown>(module, { factor: 2n });
  const [bad, behind] = await Promise.allSettled([thread.ask({ value: 'x' }), thread.ask({ value: 1n })]);
  assert.match(String((bad as PromiseRejectedResult).reason), /no number/);
  assert.match(String((behind as PromiseRejectedResult).reason), /no number/);
  await assert.rejects(thread.ask({ value: 1n }), /no number/);
});

test('a thread ends in the midst of its work, and those who wait learn it', async () => {
  const thread = new WorkerThread<unknown, unknown>(module, { factor: 2n });
  const endless = thread.ask({ value: 1n, endless: true });
  await thread[Symbol.asyncDispose]();
  await assert.rejects(endless, /has ended/);
  await assert.rejects(thread.ask({ value: 1n }), /has ended/);
});

test('a module that can’t be loaded is told', async () => {
  await using thread = new WorkerThread(new URL('./no-such-thread.ts', import.meta.url), null);
  await assert.rejects(thread.ask(null), /no-such-thread/);
});
