import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { before, test } from 'node:test';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { enqueueJob } from './enqueue-job.ts';
import { readJob } from './read-jobs.ts';
import { JobRunner } from './runner.ts';

onEachEngine('job runner', (boot) => {
  let at: TestStore;
  before(async () => {
    at = await boot.store();
  });

  const stateOf = async (id: bigint) => (await at.store.read((db) => readJob(db, at.tenantId, id))).state;

  const enqueue = (kind: string) => at.store.write((db) => enqueueJob(db, at.admin, { kind, input: '{}' }));

  test('a job whose lease ran out while its process was held up goes on there, and is not begun a second time', async () => {
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
    let begun = 0;
    await using runner = new JobRunner({
      store: at.store,
      handlers: [
        {
          kind: 'held up',
          async run(job) {
            begun += 1;
            await at.store.write((db) =>
              db.sql.updateTable('jobs').set({ lease_until: 1 }).where('id', '=', job.id).execute(),
            );
            runner.wake();
            await finished;
            await at.store.write((db) => job.step(db, { done: 1 }));
            return null;
          },
        },
        { kind: 'other', run: async () => null },
      ],
      log: { error: (facts) => assert.fail(JSON.stringify(facts)) },
      pollMs: 20,
    });
    const id = await enqueue('held up');
    runner.wake();
    while (begun === 0) await delay(5);
    // One that comes later was looked for behind it.
    const other = await enqueue('other');
    while ((await stateOf(other)) !== 'done') await delay(5);
    finish();
    while ((await stateOf(id)) === 'running') await delay(5);
    assert.deepEqual([await stateOf(id), begun], ['done', 1]);
  });
});
