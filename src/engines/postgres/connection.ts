import type { CompiledQuery, QueryResult } from 'kysely';
import postgres from 'postgres';
import { EngineUnavailableError } from '../engine.ts';
import { isIdColumn, toNumber } from '../narrow.ts';
import { type RowColumn, type RowMaker, rowMaker } from '../row-maker.ts';
import { toEngineError } from './errors.ts';
import { PreparedTexts } from './prepared-texts.ts';

/** A pool of postgres.js, or the one connection that a transaction holds. */
export type Client = postgres.Sql<ExactTypes> | postgres.TransactionSql<ExactTypes>;

/** Integers and numerics arrive as their digits; `execute` makes ids bigint and the rest numbers. */
interface ExactTypes extends Record<string, unknown> {
  integer: string;
  flag: 0 | 1;
}

type Row = Record<string, unknown>;

const INT8 = 20;
const NUMERIC = 1700;
const BOOL = 16;

/** A database that came back is used again within so long. */
const LONGEST_BACKOFF_S = 1;
/** The driver makes a connection anew by then, and what it prepared is gone. */
const LIFETIME_MS = 60 * 60_000;
/** Far more than all lists, filters and usual page lengths make: some tens of kilobytes each, a connection. */
const MOST_PREPARED = 5000;
const prepared = new PreparedTexts(MOST_PREPARED, LIFETIME_MS);

export interface PoolOptions {
  readonly url: string;
  readonly size: number;
  /** A commit waits until the synchronous replica has applied it. */
  readonly commitsOnReplica?: boolean;
}

/** Opens a pool; connections are made when needed, and made again after a loss. */
export function openPool({ url, size, commitsOnReplica = false }: PoolOptions): postgres.Sql<ExactTypes> {
  return postgres(url, {
    max: size,
    fetch_types: false,
    connect_timeout: 10,
    backoff: (tries: number) => Math.min(0.05 * 2 ** tries, LONGEST_BACKOFF_S),
    onnotice: () => undefined,
    connection: {
      application_name: 'huiliu',
      // Compiling a plan takes longer than the longest of ours runs.
      jit: 'off',
      // A hundred thousand rows of an asset table are sorted in memory.
      work_mem: '16MB',
      // A row that a search finds is nearly always cached, or lies on a disk without a head to move: by the default a tenant is
      // read from end to end where an index finds a hundredth of it.
      random_page_cost: '1.1',
      // Starting workers takes longer than most searches, which are planned for far more matches than they find; and many
      // callers use the cores as it is.
      max_parallel_workers_per_gather: '0',
      ...(commitsOnReplica ? { synchronous_commit: 'remote_apply' } : {}),
    },
    types: {
      integer: { to: INT8, from: [INT8, NUMERIC], serialize: String, parse: (digits: string) => digits },
      flag: { to: BOOL, from: [BOOL], serialize: String, parse: (text: string) => (text === 't' ? 1 : 0) },
    },
  });
}

/** Runs a statement prepared once a connection. Plain reads go to any connection of a pool, without reserving one. */
export async function execute(
  client: Client,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<QueryResult<Row>> {
  try {
    const prepare = prepared.admits(text, performance.now());
    const statement = client.unsafe<Row[]>(text, parameters.map(toParameter), { prepare });
    const result = await answered(statement.values());
    const toRow = rowMakerOf(result.columns);
    const rows: Row[] = [];
    for (const values of result) rows.push(toRow(values));
    return { rows, numAffectedRows: BigInt(result.count ?? 0) };
  } catch (error) {
    throw toEngineError(error);
  }
}

interface Waiting {
  readonly since: number;
  readonly reject: (error: Error) => void;
}

const LONGEST_WAIT_MS = 5 * 60_000;
const waiting = new Set<Waiting>();

/**
 * The driver loses the answers to some statements when the database is killed: what waits beyond all measure is given up,
 * so that nothing waits for ever. One look at all of them now and then costs less than a timer for each.
 */
function answered<T>(statement: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const one = { since: performance.now(), reject };
    waiting.add(one);
    statement.then(
      (result) => {
        waiting.delete(one);
        resolve(result);
      },
      (error: unknown) => {
        waiting.delete(one);
        reject(error);
      },
    );
  });
}

setInterval(() => {
  const now = performance.now();
  for (const one of waiting) {
    if (now - one.since < LONGEST_WAIT_MS) continue;
    waiting.delete(one);
    one.reject(new EngineUnavailableError('The database did not answer.'));
  }
}, LONGEST_WAIT_MS / 10).unref();

export function executeCompiled(client: Client, query: CompiledQuery): Promise<QueryResult<unknown>> {
  return execute(client, query.sql, query.parameters);
}

type Columns = postgres.ColumnList<string>;

const makers = new WeakMap<Columns, RowMaker>();

/** postgres.js hands out one list of columns for each prepared statement, and none for one without a result. */
function rowMakerOf(columns: Columns | undefined | null): RowMaker {
  if (columns === undefined || columns === null) return noColumns;
  let make = makers.get(columns);
  if (make === undefined) makers.set(columns, (make = rowMaker(columns.map(columnOf))));
  return make;
}

const noColumns = rowMaker([]);

function columnOf({ name, type }: Columns[number]): RowColumn {
  if (type !== INT8 && type !== NUMERIC) return { name, convert: null };
  return { name, convert: isIdColumn(name) ? toId : toShort };
}

function toId(digits: unknown): unknown {
  return typeof digits === 'string' ? BigInt(digits) : digits;
}

function toShort(digits: unknown): unknown {
  if (typeof digits !== 'string') return digits;
  return digits.length < SAFE_DIGITS ? Number(digits) : toNumber(BigInt(digits));
}

/** So many digits, with a sign, may be beyond what a number holds exactly. */
const SAFE_DIGITS = 16;

/** Numbers go as their digits: the server knows each parameter's type from the statement. */
function toParameter(value: unknown): string | null | Uint8Array {
  switch (typeof value) {
    case 'string':
      return value;
    case 'bigint':
    case 'number':
      return String(value);
    default:
      if (value === null || value instanceof Uint8Array) return value;
      throw new TypeError(`A statement's parameter can't be ${typeof value}`);
  }
}
