import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { makePlace, type Place } from '#testing/engines.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf } from '#testing/run-huiliu.ts';
import { startHuiliu } from '#testing/start-huiliu.ts';
import { checkWritten } from './check-written.ts';
import { newOutcome, type Outcome, write } from './writers.ts';

const WRITERS = 8;
const ROOM_KIB = 3000;
const REFUSALS = 30;

let place: Place;
after(() => place[Symbol.asyncDispose]());

test('a store that can grow no more refuses writes, answers reads, and goes on once there is room', {
  timeout: 180_000,
}, async () => {
  place = await makePlace('sqlite');
  const env = environmentOf(place);
  for (const args of [
    ['tenant', 'add', '--code', 'f', '--name', '满'],
    [
      'agent',
      'add',
      '--tenant',
      'f',
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
    assert.equal((await runHere(args, env)).status, 0);
  }
  const made = await runHere(['client', 'add', '--tenant', 'f', '--agent', 'admin', '--json'], env);
  const { id, secret } = JSON.parse(made.stdout) as { id: number; secret: string };
  const client = { id: String(id), secret };
  const outcomes: Outcome[] = [];

  {
    await using server = await startHuiliu(env, { largestFileKiB: ROOM_KIB });
    const outcome = newOutcome();
    const stop = new AbortController();
    const writing = write(() => server.baseUrl, client, WRITERS, stop.signal, 0, outcome);
    while (outcome.unanswered.length < REFUSALS) await pause(20);
    stop.abort();
    await writing;
    outcomes.push(outcome);
    assert.ok(outcome.written.length > 0);
    assert.equal((await fetch(`${server.baseUrl}/healthz`)).status, 200);
    const timestamp = Math.floor(Date.now() / 1000);
    const sign = createHash('sha256').update(`${client.id}&${client.secret}&${timestamp}`).digest('hex');
    const phone = outcome.written[0]!.phones[0]!;
    const answer = await fetch(
      `${server.baseUrl}/open_api/customers/get_customer?appid=${client.id}&timestamp=${timestamp}&sign=${sign}&type=cellphone&content=${phone}`,
    );
    assert.match(await answer.text(), new RegExp(phone));
    assert.equal(await server.stop(), 0);
  }

  await using server = await startHuiliu(env);
  const outcome = newOutcome();
  const stop = new AbortController();
  const writing = write(() => server.baseUrl, client, WRITERS, stop.signal, 1, outcome);
  while (outcome.written.length < WRITERS) await pause(20);
  stop.abort();
  await writing;
  outcomes.push(outcome);
  const store = await openStore(readConfig({ HUILIU_DATA: place.folder, HUILIU_KEY: env['HUILIU_KEY'] }));
  try {
    await checkWritten(store, 1n, 1n, outcomes);
  } finally {
    await store.engine[Symbol.asyncDispose]();
  }
});
