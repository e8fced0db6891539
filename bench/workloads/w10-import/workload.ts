import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand } from '../../command.ts';
import { pick, signIn } from '../../requests.ts';
import type { LoneWorkload } from '../../workload.ts';
import { w01 } from '../w01-customer-by-phone/workload.ts';

/** `huiliu import customers` of a CSV file into a second tenant, while others ask the server for customers by phone. */
export const w10: LoneWorkload = {
  id: 'W10',
  title: 'bulk: customers from a CSV file, validated, with phones, search and events',
  goalText: '≥ 20 thousand rows/s, < 400 MB, other callers’ p99 < 50 ms',
  async measure({ store, keys, start }) {
    const folder = await mkdtemp(join(tmpdir(), 'huiliu-bench-csv-'));
    const file = join(folder, 'customers.csv');
    await writeRows(file, store.customers);
    await runCommand(store, ['tenant', 'add', '--code', 'w10', '--name', 'W10']);
    await runCommand(store, [
      'agent',
      'add',
      '--tenant',
      'w10',
      '--login',
      'admin',
      '--name',
      'A',
      '--department',
      '总部',
      '--role',
      'admin',
    ]);
    await using server = await start();
    const request = w01.huiliu(keys, await signIn(store, server.url));
    const ended = new AbortController();
    const asking = askSteadily(server.url, () => request().path, ended.signal);
    const { seconds, memoryMiB } = await runCommand(store, ['import', 'customers', file, '--tenant', 'w10', '--quiet']);
    ended.abort();
    const times = await asking;
    await rm(folder, { recursive: true });
    return [
      { name: 'rows a second', value: Math.round(store.customers / seconds), unit: '' },
      { name: 'memory', value: memoryMiB, unit: 'MiB' },
      { name: "other callers' p99", value: percentile(times, 0.99), unit: 'ms' },
    ];
  },
};

const SURNAMES = [...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文辉建国海燕志鹏'];
const TYPES = ['潜在客户', '签约客户', '重复购买', '流失客户'];

async function writeRows(file: string, count: number): Promise<void> {
  await pipeline(
    Readable.from(
      (function* rows() {
        yield '\uFEFFname,phones,type,source,stars,address,company\r\n';
        for (let row = 0; row < count; row += 1) {
          const phones = `1${String(3_000_000_000 + row)}${row % 3 === 0 ? `,0${String(5_000_000_000 + row)}` : ''}`;
          const company = row % 5 === 0 ? `${pick(GIVEN)}${pick(GIVEN)}科技有限公司` : '';
          yield `${pick(SURNAMES)}${pick(GIVEN)}${pick(GIVEN)},"${phones}",${pick(TYPES)},京东,${row % 6},上海市黄埔区人民大道${row % 900}号,${company}\r\n`;
        }
      })(),
    ),
    createWriteStream(file),
  );
}

async function askSteadily(url: string, path: () => string, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const startedAt = performance.now();
    await (await fetch(url + path())).text();
    times.push(performance.now() - startedAt);
    await delay(10);
  }
  return times;
}

function percentile(values: readonly number[], share: number): number {
  return Math.round((values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0) * 10) / 10;
}
