import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '#crm/access/create-client.ts';
import { onEachEngine } from '#testing/boot.ts';
import { environmentOf } from '#testing/run-huiliu.ts';
import { startHuiliu } from '#testing/start-huiliu.ts';
import { checkWritten } from './check-written.ts';
import { newOutcome, type Outcome, write } from './writers.ts';

/** 2 by themselves; `HUILIU_TEST_ROUNDS=100` for the long run. */
const ROUNDS = Number(process.env['HUILIU_TEST_ROUNDS'] ?? 2);
const WRITERS = 32;
const LEAST_A_ROUND = 40;
/** Measured well below two seconds; a machine that runs other tests beside it gets more. */
const LONGEST_RESTART_MS = 15_000;
const LONGEST_TEST_MS = 60_000 + ROUNDS * 30_000;

onEachEngine('a server that is killed under 32 writers', (boot) => {
  test('loses nothing that it acknowledged and leaves nothing by half, in one process or two', {
    timeout: LONGEST_TEST_MS,
  }, async (t) => {
    const { store, place, tenantId, adminId } = await boot.store();
    const made = await store.write((db) => createClient(db, store.secrets, tenantId, { agentId: adminId, name: '写' }));
    const client = { id: String(made.id), secret: made.secret };
    const outcomes: Outcome[] = [];
    const restarts: number[] = [];
    // By turns: what one of them left is what the other starts on.
    const start = (round: number) => startHuiliu(environmentOf(place, { HUILIU_WORKERS: round % 2 === 0 ? '1' : '2' }));

    let server = await start(0);
    t.after(() => server[Symbol.asyncDispose]());
    for (let round = 0; round < ROUNDS; round += 1) {
      const stop = new AbortController();
      const { baseUrl } = server;
      const outcome = newOutcome();
      const writing = write(() => baseUrl, client, WRITERS, stop.signal, round, outcome);
      while (outcome.written.length < LEAST_A_ROUND) await pause(20);
      await pause(Math.random() * 600);
      stop.abort();
      await server.kill();
      await writing;
      outcomes.push(outcome);
      const killedAt = performance.now();
      server = await start(round + 1);
      assert.equal((await fetch(`${server.baseUrl}/readyz`)).status, 200);
      restarts.push(performance.now() - killedAt);
    }
    const acknowledged = outcomes.flatMap(({ written }) => written).length;
    t.diagnostic(
      `${ROUNDS} rounds, ${acknowledged} acknowledged creations, ` +
        `restart ${Math.round(Math.max(...restarts))} ms at most`,
    );
    assert.ok(Math.max(...restarts) < LONGEST_RESTART_MS);
    await checkWritten(store, tenantId, adminId, outcomes);
    assert.equal(await server.stop(), 0);
  });
});
