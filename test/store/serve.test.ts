import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { onEachEngine } from '#testing/boot.ts';
import { makePlace, type Place } from '#testing/engines.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf, type Ran, runHuiliu, TEST_KEY } from '#testing/run-huiliu.ts';
import { startHuiliu } from '#testing/start-huiliu.ts';

function failed(ran: Ran, message: RegExp): void {
  assert.match(ran.stderr, message);
  assert.equal(ran.stderr.trim().split('\n').length, 1, ran.stderr);
  assert.equal(ran.status, 1);
}

onEachEngine('serve', (boot) => {
  const places: Place[] = [];
  after(() => Promise.all(places.map((place) => place[Symbol.asyncDispose]())));

  test('an empty store gets a one-time link to set it up', async () => {
    const { place } = await boot.store();
    const empty = await makePlace(place.name);
    places.push(empty);
    await using server = await startHuiliu(environmentOf(empty));
    const link = await until(() => /(http\S+)\/setup\?token=([0-9a-f]{40})/.exec(server.stdout()));
    assert.equal(link[1], server.baseUrl);
    assert.equal(await server.stop(), 0);
  });

  for (const workers of ['1', '2']) {
    test(`a store with a tenant gets no link; answers, and ends with status 0 when it is told to, in ${workers} process(es)`, async () => {
      const { place } = await boot.store();
      await using server = await startHuiliu(environmentOf(place, { HUILIU_WORKERS: workers }));
      const answers = await Promise.all(Array.from({ length: 12 }, () => fetch(`${server.baseUrl}/readyz`)));
      assert.ok(answers.every(({ status }) => status === 200));
      const requestId = answers[0]!.headers.get('x-request-id');
      assert.match(requestId ?? '', /\S{8}/);
      assert.equal(await server.stop(), 0);
      assert.doesNotMatch(server.stdout(), /setup/);
      await assert.rejects(fetch(`${server.baseUrl}/healthz`));
      assert.doesNotMatch(server.stderr(), /Warning|"level":[56]0/);
    });
  }

  test('a port that is taken is one line that names it, with and without workers', async () => {
    const { place } = await boot.store();
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const port = String((other.address() as AddressInfo).port);
    for (const HUILIU_WORKERS of ['1', '2']) {
      const ran = await runHuiliu(['serve'], environmentOf(place, { HUILIU_PORT: port, HUILIU_WORKERS }));
      failed(ran, new RegExp(`^huiliu: 127.0.0.1:${port} is in use`));
    }
    await new Promise((resolve) => other.close(resolve));
  });

  test('a key that is not the store’s stops the start', async () => {
    const { place } = await boot.store();
    failed(await runHuiliu(['serve'], environmentOf(place, { HUILIU_KEY: 'ab'.repeat(32) })), /HUILIU_KEY can't open/);
  });
});

describe('serve on the embedded store', () => {
  test('on every address of the machine names one that can be called', async () => {
    await using place = await makePlace('sqlite');
    await using server = await startHuiliu(environmentOf(place, { HUILIU_HOST: '::' }));
    assert.match(server.baseUrl, /^http:\/\/\[::1\]:\d+$/);
    assert.equal((await fetch(`${server.baseUrl}/healthz`)).status, 200);
  });

  test('a second server is refused with one line, commands and further processes are not', async () => {
    await using place = await makePlace('sqlite');
    await using first = await startHuiliu(environmentOf(place, { HUILIU_WORKERS: '2' }));
    failed(await runHuiliu(['serve'], environmentOf(place)), /Another Huiliu server already serves/);
    failed(await runHuiliu(['demo'], environmentOf(place)), /Another Huiliu server already serves/);
    const none = await runHuiliu(['tenant', 'list', '--json'], environmentOf(place));
    assert.equal(none.stdout, '[]\n');
    const made = await runHuiliu(['tenant', 'add', '--code', 'a', '--name', '甲'], environmentOf(place));
    assert.equal(made.status, 0);
    await first.kill();
    await using second = await startHuiliu(environmentOf(place));
    assert.equal((await fetch(`${second.baseUrl}/readyz`)).status, 200);
  });

  test('a place that can’t be taken for another reason than a server is told as what it is', async () => {
    await using place = await makePlace('sqlite');
    await mkdir(join(place.folder, 'server.lock'));
    const ran = await runHuiliu(['serve'], environmentOf(place));
    failed(ran, /^huiliu: The store is unavailable: the store's file can't be opened/);
  });

  test('a folder that is a file or can’t be made, a file that is no store and a store cut short are one line each', async () => {
    await using place = await makePlace('sqlite');
    const file = join(place.folder, 'file');
    await writeFile(file, 'x');
    failed(
      await runHuiliu(['serve'], environmentOf(place, { HUILIU_DATA: file })),
      /file \(HUILIU_DATA\) is not a folder/,
    );

    for (const HUILIU_KEY of [TEST_KEY, '']) {
      const nowhere = environmentOf(place, { HUILIU_DATA: '/proc/huiliu/data', HUILIU_KEY });
      failed(
        await runHuiliu(['serve'], nowhere),
        /^huiliu: \/proc\/huiliu \(HUILIU_DATA\) can't be made there: ENOENT/,
      );
    }

    const noise = join(place.folder, 'noise');
    await mkdir(noise);
    await writeFile(join(noise, 'huiliu.db'), Buffer.alloc(50_000, 'noise'));
    failed(
      await runHuiliu(['serve'], environmentOf(place, { HUILIU_DATA: noise })),
      /^huiliu: HUILIU_DATA \(.*noise\): .*the file is not a store/,
    );

    const cut = join(place.folder, 'cut');
    const env = environmentOf(place, { HUILIU_DATA: cut });
    await runHere(['tenant', 'add', '--code', 'a', '--name', '甲'], env);
    await runHere(['generate', '--tenant', 'a', '--customers', '500'], env);
    await truncate(join(cut, 'huiliu.db'), 64 * 4096);
    failed(await runHere(['doctor'], env), /damaged|faults|disk/);
  });
});

describe('npm start', () => {
  test('ends its server when npm is told to end, as a supervisor does', async () => {
    await using place = await makePlace('sqlite');
    const root = join(import.meta.dirname, '..', '..');
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const npm = spawn('npm', ['start'], { cwd: root, env: environmentOf(place), stdio: [...stdio], detached: true });
    await using _group = { [Symbol.asyncDispose]: async () => endGroup(npm.pid!) };
    let printed = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const [, baseUrl] = await until(() => /listens on (http\S+)/.exec(printed));
    npm.kill('SIGTERM');
    await once(npm, 'exit');
    await assert.rejects(fetch(`${baseUrl}/healthz`));
  });
});

describe('serve on a database', () => {
  test('a database that is gone at the start is one line', async () => {
    await using place = await makePlace('sqlite');
    const gone = { HUILIU_DATABASE_URL: 'postgres://a:b@127.0.0.1:9/c', HUILIU_KEY: TEST_KEY };
    for (const HUILIU_WORKERS of ['1', '2']) {
      const ran = await runHuiliu(['serve'], environmentOf(place, { ...gone, HUILIU_WORKERS }));
      failed(ran, /The database is unavailable: connect ECONNREFUSED/);
    }
  });

  test('an address where connections are taken and closed again is one line, and not waited for without end', async () => {
    await using place = await makePlace('sqlite');
    const proxy = createServer((socket) => socket.on('error', () => undefined).end()).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const env = environmentOf(place, { HUILIU_DATABASE_URL: `postgres://a:b@127.0.0.1:${port}/c` });
    failed(await runHuiliu(['serve'], env), /^huiliu: HUILIU_DATABASE_URL: .* nothing that speaks PostgreSQL answers/);
    proxy.close();
  });

  test('a database without a key is one line that names the variable', async () => {
    await using place = await makePlace('sqlite');
    const env = environmentOf(place, { HUILIU_DATABASE_URL: 'postgres://a:b@127.0.0.1:9/c', HUILIU_KEY: '' });
    failed(await runHuiliu(['serve'], env), /HUILIU_KEY is required/);
  });
});

/** What is left of a process and those that it started. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is.
  }
}

async function until<T>(look: () => T | null): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
