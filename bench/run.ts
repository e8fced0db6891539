import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseMatches, parseSize, readArguments } from './arguments.ts';
import { type Load, load, type Target } from './load.ts';
import { readKeys } from './keys.ts';
import { signIn } from './requests.ts';
import { startBaseline, startHuiliu } from './servers.ts';
import { type BenchStore, type EngineName, openBenchStore, stopDatabases } from './store.ts';
import type { LoneWorkload, PairedWorkload } from './workload.ts';
import { workloads } from './workloads/index.ts';

/** Compiling takes a third of the processor in the first seconds, and no share of a server's life: both are asked for as long. */
const WARM_SECONDS = 4;

const { values, positionals } = readArguments(process.argv.slice(2));
const customers = parseSize(values.size);
const engine = values.engine as EngineName;
const seconds = Number(values.seconds);
const matches = parseMatches(values.matches);
const env: Record<string, string> = values.workers === '1' ? {} : { HUILIU_WORKERS: values.workers };
if (positionals[0] === 'console') {
  // The console's budgets are measured in a browser, not against the baseline.
  const { benchConsole } = await import('./console/run.ts');
  process.exit((await benchConsole(customers)) ? 0 : 1);
}
const chosen = workloads.filter(({ id }) => positionals.length === 0 || positionals.includes(id));

interface PairedResult {
  readonly id: string;
  readonly title: string;
  readonly goal: number;
  readonly connections: number;
  readonly huiliu: Load;
  readonly baseline: Load;
  /** Medians of the rounds' own ratios: requests a second, and the server's processor time a request the other way round. */
  readonly ratio: number;
  readonly cpuRatio: number;
}

const results: unknown[] = [];
try {
  for (const workload of chosen) {
    if ('measure' in workload) await measureAlone(workload);
    else await measurePair(workload);
  }
} finally {
  await stopDatabases();
}
const file = join(
  import.meta.dirname,
  'results',
  `${hostname()}-${new Date().toISOString().slice(0, 10)}-${engine}-${values.size}.json`,
);
await mkdir(join(import.meta.dirname, 'results'), { recursive: true });
await writeFile(file, `${JSON.stringify({ engine, customers, seconds, results }, null, 1)}\n`);
process.stdout.write(`written to ${file}\n`);

/** The two servers take turns on one store, round by round, so that a change of the machine's pace meets both. */
async function measurePair(workload: PairedWorkload): Promise<void> {
  await using store = await openBenchStore(engine, customers);
  const keys = await readKeys(store, matches);
  const connectionCounts = values.connections.split(',').map(Number);
  const rounds: { connections: number; huiliu: Load; baseline: Load }[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const connections of connectionCounts) {
      const huiliu = await loadHuiliu(workload, store, keys, connections);
      const baseline = await loadBaseline(workload, store, keys, connections);
      rounds.push({ connections, huiliu, baseline });
    }
  }
  for (const connections of connectionCounts) {
    const own = rounds.filter((round) => round.connections === connections);
    const result: PairedResult = {
      id: workload.id,
      title: workload.title,
      goal: workload.goal,
      connections,
      huiliu: middle(own.map((round) => round.huiliu)),
      baseline: middle(own.map((round) => round.baseline)),
      ratio: median(own.map((round) => round.huiliu.requestsPerSecond / round.baseline.requestsPerSecond)),
      cpuRatio: median(own.map((round) => round.baseline.cpuUs / round.huiliu.cpuUs)),
    };
    results.push(result);
    report(result);
  }
}

type Keys = Awaited<ReturnType<typeof readKeys>>;

async function loadHuiliu(workload: PairedWorkload, store: BenchStore, keys: Keys, connections: number): Promise<Load> {
  await using server = await startHuiliu(store, env);
  const request = workload.huiliu(keys, await signIn(store, server.url));
  return await warmAndLoad(
    { ...server, writes: workload.writes, request, isRight: (body) => workload.huiliuIsRight(body) },
    connections,
  );
}

async function loadBaseline(
  workload: PairedWorkload,
  store: BenchStore,
  keys: Keys,
  connections: number,
): Promise<Load> {
  await using server = await startBaseline(store);
  const request = workload.baseline(keys);
  return await warmAndLoad(
    { ...server, writes: workload.writes, request, isRight: (body) => workload.baselineIsRight(body) },
    connections,
  );
}

async function warmAndLoad(target: Target, connections: number): Promise<Load> {
  await load(target, connections, WARM_SECONDS);
  return await load(target, connections, seconds);
}

async function measureAlone(workload: LoneWorkload): Promise<void> {
  await using store = await openBenchStore(engine, customers);
  const keys = await readKeys(store, matches);
  const figures = await workload.measure({
    store,
    keys,
    seconds,
    start: (more) => startHuiliu(store, { ...env, ...more }),
  });
  results.push({ id: workload.id, title: workload.title, goal: workload.goalText, figures });
  const line = figures.map(({ name, value, unit }) => `${name} ${value} ${unit}`.trim()).join(' · ');
  process.stdout.write(`${workload.id.padEnd(4)} ${engine} ${values.size}  ${line}  (goal: ${workload.goalText})\n`);
}

function report({ id, connections, huiliu, baseline, ratio, cpuRatio, goal }: PairedResult): void {
  const wrong = huiliu.wrong + baseline.wrong;
  process.stdout.write(
    `${id.padEnd(4)} ${engine} ${values.size} c${String(connections).padEnd(3)} ` +
      `huiliu ${huiliu.requestsPerSecond}/s p50 ${huiliu.p50Ms} p99 ${huiliu.p99Ms} ms ${huiliu.cpuUs} µs  ` +
      `bare ${baseline.requestsPerSecond}/s p99 ${baseline.p99Ms} ms ${baseline.cpuUs} µs  ` +
      `ratio ${ratio.toFixed(2)} (processor ${cpuRatio.toFixed(2)}, goal ${goal})${wrong > 0 ? `  WRONG ANSWERS: ${huiliu.wrong} + ${baseline.wrong}` : ''}\n`,
  );
}

function middle(loads: readonly Load[]): Load {
  const of = (key: keyof Load): number => median(loads.map((one) => one[key]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    cpuUs: of('cpuUs'),
    wrong: Math.max(...loads.map((one) => one.wrong)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
