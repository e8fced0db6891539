import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';
import { isIdColumn, toNumber } from '../narrow.ts';
import { toEngineError } from './errors.ts';

const MOST_STATEMENTS = 512;

type Bindable = string | bigint | number | null | Uint8Array;
type Row = Record<string, unknown>;

interface Statement {
  readonly prepared: StatementSync;
  readonly columns: readonly Column[];
}

interface Column {
  readonly name: string;
  /** Its integers become numbers. */
  readonly narrow: boolean;
}

/** What a connection may keep of the file. */
export interface ConnectionMemory {
  readonly cacheKb: number;
  readonly mappedBytes: number;
}

export const LITTLE_MEMORY: ConnectionMemory = { cacheKb: 8192, mappedBytes: 0 };

/** One SQLite connection with its prepared statements; the least recently used are dropped beyond a bound. */
export class Connection implements Disposable {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, Statement>();
  #latest: { readonly text: string; readonly statement: Statement } | undefined;

  constructor(file: string, busyTimeoutMs: number, { cacheKb, mappedBytes }: ConnectionMemory = LITTLE_MEMORY) {
    try {
      this.database = new DatabaseSync(file, {
        timeout: busyTimeoutMs,
        readBigInts: true,
        enableForeignKeyConstraints: false,
      });
      this.database.exec(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; ' +
          `PRAGMA cache_size = -${cacheKb}; PRAGMA mmap_size = ${mappedBytes}; ` +
          'PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864',
      );
    } catch (error) {
      throw toEngineError(error, undefined);
    }
  }

  /** Runs a statement that Kysely compiled. */
  run(query: CompiledQuery): QueryResult<unknown> {
    return this.execute(query.sql, query.parameters);
  }

  execute(text: string, parameters: readonly unknown[] = []): QueryResult<Row> {
    try {
      const statement = this.#statement(text);
      const values = parameters.map(toBindable);
      if (statement.columns.length === 0) {
        const { changes } = statement.prepared.run(...values);
        return { rows: [], numAffectedRows: BigInt(changes) };
      }
      const rows = statement.prepared.all(...values) as unknown as unknown[][];
      return { rows: rows.map((values) => toRow(statement.columns, values)) };
    } catch (error) {
      throw toEngineError(error, this.database);
    }
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    this.#latest = undefined;
    if (this.database.isOpen) this.database.close();
  }

  #statement(text: string): Statement {
    if (this.#latest?.text !== text) this.#latest = { text, statement: this.#find(text) };
    return this.#latest.statement;
  }

  #find(text: string): Statement {
    const known = this.#statements.get(text);
    if (known !== undefined) {
      this.#statements.delete(text);
      this.#statements.set(text, known);
      return known;
    }
    const prepared = this.database.prepare(withStablePlan(text));
    prepared.setReturnArrays(true);
    const columns = prepared
      .columns()
      .map(({ name, type }) => ({ name, narrow: type !== 'TEXT' && !isIdColumn(name) }));
    const statement: Statement = { prepared, columns };
    this.#statements.set(text, statement);
    if (this.#statements.size > MOST_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!);
    return statement;
  }
}

/**
 * SQLite plans a statement anew, which takes longer than a short list does, whenever a value is bound that its plan looked
 * at: a limit, an offset, a pattern. Behind a plus, which changes nothing, it doesn't look.
 */
function withStablePlan(text: string): string {
  return text.replace(/\b(limit|offset|like) \?/gi, '$1 +?');
}

/** Plain objects, which SQLite's own rows are not, at the same cost. */
function toRow(columns: readonly Column[], values: readonly unknown[]): Row {
  const row: Row = {};
  for (let i = 0; i < columns.length; i += 1) {
    const { name, narrow } = columns[i]!;
    const value = values[i];
    row[name] = narrow && typeof value === 'bigint' ? toNumber(value) : value;
  }
  return row;
}

/** Whole numbers bind as integers: SQLite would take a JavaScript number for a REAL. */
function toBindable(value: unknown): Bindable {
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return value;
    case 'number':
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    default:
      if (value === null || value instanceof Uint8Array) return value;
      throw new TypeError(`A statement's parameter can't be ${typeof value}`);
  }
}
