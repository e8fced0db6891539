import { parseArgs } from 'node:util';
import { workloads } from './workloads/index.ts';

const usage = `npm run bench -- [W1 W3 … | console] [--size 10k|100k|1m] [--engine sqlite|postgres]
                 [--connections 1,16,64] [--seconds 5] [--rounds 3] [--workers 1]
                 [--matches 1-1000]  of a searched part of a name: the same at two sizes shows what size alone costs

${workloads.map(({ id, title }) => `${id.padEnd(4)} ${title}`).join('\n')}
`;

/** The command line of the bench; with --help or a wrong one it prints the usage and ends the process. */
export function readArguments(args: readonly string[]) {
  try {
    const read = parse(args);
    if (read.values.help) end(0);
    const known = new Set<string>(['console', ...workloads.map(({ id }) => id)]);
    const wrong = read.positionals.find((one) => !known.has(one));
    if (wrong !== undefined) throw new Error(`there is no workload ${wrong}`);
    if (!['sqlite', 'postgres'].includes(read.values.engine)) throw new Error('--engine is sqlite or postgres');
    parseSize(read.values.size);
    parseMatches(read.values.matches);
    return read;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n`);
    end(2);
  }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      size: { type: 'string', default: '10k' },
      engine: { type: 'string', default: 'sqlite' },
      connections: { type: 'string', default: '1,16,64' },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '3' },
      workers: { type: 'string', default: '1' },
      matches: { type: 'string', default: '1-1000' },
    },
  });
}

function end(status: number): never {
  process.stderr.write(usage);
  process.exit(status);
}

export function parseSize(text: string): number {
  const match = /^(\d+)(k|m)?$/i.exec(text);
  if (match === null) throw new Error(`--size ${text}: give a number such as 10k or 1m`);
  return Number(match[1]) * { k: 1000, m: 1_000_000, '': 1 }[(match[2] ?? '').toLowerCase() as 'k' | 'm' | '']!;
}

/** How many records contain a part of a name that is searched for. */
export interface Matches {
  readonly least: number;
  readonly most: number;
}

export function parseMatches(text: string): Matches {
  const match = /^(\d+)-(\d+)$/.exec(text);
  if (match === null) throw new Error(`--matches ${text}: give two numbers such as 20-60`);
  return { least: Number(match[1]), most: Number(match[2]) };
}
