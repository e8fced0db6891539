import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { makePlace, stopOwnPostgres } from '#testing/engines.ts';
import { startPostgres } from '#testing/postgres-server.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf } from '#testing/run-huiliu.ts';
import { startHuiliu } from '#testing/start-huiliu.ts';
import { checkWritten } from './check-written.ts';
import { newOutcome, type Outcome, write } from './writers.ts';

const ROUNDS = Number(process.env['HUILIU_TEST_ROUNDS'] ?? 2);
const WRITERS = 32;
const LEAST_A_ROUND = 20;

test('a database killed under 32 writers: requests fail cleanly, nothing acknowledged is lost, the server recovers by itself', {
  timeout: 120_000 + ROUNDS * 60_000,
}, async (t) => {
  await using folder = await makePlace('sqlite');
  await using database = await startPostgres();
  const env = environmentOf(folder, { HUILIU_DATABASE_URL: `${database.url}postgres` });
  for (const args of [
    ['tenant', 'add', '--code', 'k', '--name', '断电'],
    [
      'agent',
      'add',
      '--tenant',
      'k',
      '--login',
      'admin',
      '--name',
      '管理员',
      '--department',
      '总部',
      '--role',
      'admin',
    ],
  ]) {
    const ran = await runHere(args, env);
    assert.equal(ran.status, 0, ran.stderr);
  }
  const made = await runHere(['client', 'add', '--tenant', 'k', '--agent', 'admin', '--json'], env);
  const client = JSON.parse(made.stdout) as { id: number; secret: string };

  await using server = await startHuiliu(env);
  const outcomes: Outcome[] = [];
  const recoveries: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const outcome = newOutcome();
    const stop = new AbortController();
    const credentials = { id: String(client.id), secret: client.secret };
    const writing = write(() => server.baseUrl, credentials, WRITERS, stop.signal, round, outcome);
    while (outcome.written.length < LEAST_A_ROUND) await pause(20);
    await database.crash(300 + Math.random() * 700);
    const upAt = performance.now();
    const before = outcome.written.length;
    while (outcome.written.length < before + LEAST_A_ROUND) await pause(20);
    recoveries.push(performance.now() - upAt);
    stop.abort();
    await writing;
    outcomes.push(outcome);
  }
  assert.equal((await fetch(`${server.baseUrl}/readyz`)).status, 200);
  const acknowledged = outcomes.flatMap(({ written }) => written).length;
  t.diagnostic(
    `${ROUNDS} rounds, ${acknowledged} acknowledged creations, writing again after ${Math.round(Math.max(...recoveries))} ms at most`,
  );

  const store = await openStore(
    readConfig({
      HUILIU_DATABASE_URL: env['HUILIU_DATABASE_URL'],
      HUILIU_KEY: env['HUILIU_KEY'],
      HUILIU_DATA: folder.folder,
    }),
  );
  try {
    await checkWritten(store, 1n, 1n, outcomes);
  } finally {
    await store.engine[Symbol.asyncDispose]();
  }
  assert.equal(await server.stop(), 0);
  await stopOwnPostgres();
});
