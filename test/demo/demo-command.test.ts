import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onEachEngine } from '#testing/boot.ts';
import type { Place } from '#testing/engines.ts';
import { environmentOf } from '#testing/run-huiliu.ts';

const BIN = fileURLToPath(new URL('../../bin/huiliu.js', import.meta.url));
const CURL = fileURLToPath(new URL('stand-in-curl.ts', import.meta.url));

interface DemoFile {
  readonly baseUrl: string;
  readonly tenant: { readonly id: number; readonly code: string };
  readonly apiClient: { readonly id: string; readonly secret: string };
  readonly admin: { readonly loginNo: string; readonly password: string };
  readonly agents: readonly {
    readonly id: number;
    readonly loginNo: string;
    readonly name: string;
    readonly password: string;
    readonly departmentId: number;
    readonly role: string;
    readonly scope: string;
  }[];
  readonly departments: readonly { readonly id: number; readonly name: string }[];
  readonly assetTable: { readonly id: number; readonly key: string };
}

onEachEngine('huiliu demo', (boot) => {
  test('serves the demo, writes demo.json and prints lines that work when pasted; a second start keeps what is there', async () => {
    const { place } = await boot.store();
    const first = await runDemo(place, async (output, demo) => {
      checkDemoFile(demo);
      assert.equal((await stat(join(place.folder, 'demo.json'))).mode & 0o077, 0);
      assert.match(output, /the sign works for 300 s/);
      const answers = await pasteAll(place, output, /^(?:curl|t=).*$/gm);
      assert.equal(answers.length, 5);
      const [ttf, bangwo8, icsoc, native, listed] = answers.map(
        (answer) => JSON.parse(answer) as Record<string, never>,
      );
      assert.equal(ttf!['customer']!['custname'], '测试用户');
      assert.equal(bangwo8!['company']!['companyName'], '测试公司a');
      assert.equal(icsoc!['data']!['id'], '6471994196059471873');
      assert.equal(native!['customers']!['items']![0]!['name'], '测试用户');
      assert.equal(listed!['meta']!['total_count'], 200);
      const free = `${demo.baseUrl}/open_api/customers/update_customer?type=cellphone&content=13888888888`;
      assert.equal((await fetch(free, { method: 'PUT' })).status, 200);
      return demo;
    });
    const env = environmentOf(place, { HUILIU_WORKERS: '2' });
    const second = await runDemo(
      place,
      async (_output, demo) => {
        const servers = new Set<string>();
        for (let tries = 0; servers.size < 2 && tries < 1000; tries += 1) servers.add(await startOf(demo.baseUrl));
        assert.equal(servers.size, 2);
        return demo;
      },
      env,
    );
    assert.deepEqual({ ...second, baseUrl: '' }, { ...first, baseUrl: '' });
  });
});

function checkDemoFile(demo: DemoFile): void {
  assert.deepEqual(Object.keys(demo), [
    'baseUrl',
    'tenant',
    'apiClient',
    'admin',
    'agents',
    'departments',
    'assetTable',
  ]);
  assert.match(demo.baseUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual(demo.tenant, { id: 1054, code: 'demo' });
  assert.deepEqual(Object.keys(demo.apiClient), ['id', 'secret']);
  assert.equal(demo.apiClient.id, '2020158');
  assert.deepEqual(Object.keys(demo.admin), ['loginNo', 'password']);
  for (const agent of demo.agents) {
    assert.deepEqual(Object.keys(agent), ['id', 'loginNo', 'name', 'password', 'departmentId', 'role', 'scope']);
  }
  const departmentOf = new Map(demo.agents.map(({ loginNo, departmentId }) => [loginNo, departmentId]));
  for (const loginNo of ['TRCS004', 'trcs001', 'trcs008']) assert.equal(departmentOf.get(loginNo), 1054002);
  assert.equal(departmentOf.get('008'), 1001002);
  assert.deepEqual(new Set(demo.agents.map(({ scope }) => scope)), new Set(['own', 'tree', 'department', 'all']));
  const departments = demo.departments.map(({ id }) => id);
  for (const id of [1001, 344124, 344214, 344217, 1054002, 1001002]) assert.ok(departments.includes(id), String(id));
  assert.deepEqual(demo.assetTable, { id: 1, key: 'contracts' });
  const passwords = [demo.admin.password, ...demo.agents.map(({ password }) => password)];
  assert.equal(new Set(passwords).size, passwords.length);
}

/** What tells the processes of one address apart. */
async function startOf(baseUrl: string): Promise<string> {
  const answer = await fetch(`${baseUrl}/metrics`, { headers: { connection: 'close' } });
  return /^process_start_time_seconds (.*)$/m.exec(await answer.text())![1]!;
}

/** Runs the command until `work` is over, and stops it as an operator does. */
async function runDemo<T>(
  place: Place,
  work: (output: string, demo: DemoFile) => Promise<T>,
  env = environmentOf(place),
): Promise<T> {
  const child = spawn(process.execPath, [BIN, 'demo'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += String(chunk)));
  try {
    const output = await untilPrinted(child.stdout, 'demo.json', ended);
    assert.match(output, /demo\.json/, errors);
    const demo = JSON.parse(await readFile(join(place.folder, 'demo.json'), 'utf8')) as DemoFile;
    return await work(output, demo);
  } finally {
    child.kill('SIGTERM');
    assert.equal(await ended, 0, errors);
  }
}

function untilPrinted(stdout: Readable, word: string, ended: Promise<unknown>): Promise<string> {
  let output = '';
  return new Promise((resolve) => {
    stdout.on('data', (chunk: Buffer) => {
      output += String(chunk);
      if (output.includes(word)) resolve(output);
    });
    void ended.then(() => resolve(output));
  });
}

const run = promisify(execFile);

/** What a shell prints for each of the lines. */
async function pasteAll(place: Place, output: string, lines: RegExp): Promise<string[]> {
  // Not beside the store, whose folder may hold no programs.
  const folder = await mkdtemp(join(tmpdir(), 'huiliu-curl-'));
  const curl = join(folder, 'curl');
  await writeFile(curl, `#!/bin/sh\nexec '${process.execPath}' '${CURL}' "$@"\n`);
  await chmod(curl, 0o755);
  const env = {
    ...environmentOf(place),
    PATH: `${folder}:${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}`,
  };
  const answers: string[] = [];
  for (const [line] of output.matchAll(lines)) answers.push((await run('sh', ['-c', line], { env })).stdout);
  await rm(folder, { recursive: true });
  return answers;
}
