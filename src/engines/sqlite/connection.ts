import { DatabaseSync, type StatementColumnMetadata, type StatementSync } from 'node:sqlite';
import type { QueryResult } from 'kysely';
import { isIdColumn, toNumber } from '../narrow.ts';
import { RecentMap } from '../recent-map.ts';
import { type RowColumn, type RowMaker, rowMaker } from '../row-maker.ts';
import { toEngineError } from './errors.ts';

const MOST_STATEMENTS = 512;

type Bindable = string | bigint | number | null | Uint8Array;
type Row = Record<string, unknown>;

interface Statement {
  readonly prepared: StatementSync;
  /** Null for one that has no result. */
  readonly toRow: RowMaker | null;
}

/** What a connection may keep of the file in memory, and beside it in the log. */
export interface ConnectionMemory {
  readonly cacheKb: number;
  /** After how many written pages the log goes into the file: 4,000 when absent, which holds a server's callers for little. */
  readonly checkpointPages?: number;
}

export const LITTLE_MEMORY: ConnectionMemory = { cacheKb: 8192 };

/** One SQLite connection with its prepared statements; those not used for long are dropped beyond a bound. */
export class Connection implements Disposable {
  readonly database: DatabaseSync;
  readonly #statements = new RecentMap<string, Statement>(MOST_STATEMENTS);

  constructor(
    file: string,
    busyTimeoutMs: number,
    { cacheKb, checkpointPages = 4000 }: ConnectionMemory = LITTLE_MEMORY,
  ) {
    try {
      this.database = new DatabaseSync(file, {
        timeout: busyTimeoutMs,
        readBigInts: true,
        enableForeignKeyConstraints: false,
      });
      this.database.exec(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; ' +
          `PRAGMA cache_size = -${cacheKb}; ` +
          `PRAGMA wal_autocheckpoint = ${checkpointPages}; PRAGMA journal_size_limit = 67108864`,
      );
    } catch (error) {
      throw toEngineError(error, undefined);
    }
  }

  execute(text: string, parameters: readonly unknown[] = []): QueryResult<Row> {
    try {
      const { prepared, toRow } = this.#statement(text);
      const values = parameters.map(toBindable);
      if (toRow === null) {
        const { changes } = prepared.run(...values);
        return { rows: [], numAffectedRows: BigInt(changes) };
      }
      const rows = prepared.all(...values) as unknown as unknown[][];
      return { rows: rows.map((row) => toRow(row)) };
    } catch (error) {
      throw toEngineError(error, this.database);
    }
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.database.isOpen) this.database.close();
  }

  #statement(text: string): Statement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const prepared = this.database.prepare(withStablePlan(text));
    prepared.setReturnArrays(true);
    const columns = prepared.columns();
    const statement: Statement = { prepared, toRow: columns.length === 0 ? null : rowMaker(columns.map(columnOf)) };
    this.#statements.set(text, statement);
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

function columnOf({ name, type }: StatementColumnMetadata): RowColumn {
  return { name, convert: type === 'TEXT' || isIdColumn(name) ? null : narrow };
}

function narrow(value: unknown): unknown {
  return typeof value === 'bigint' ? toNumber(value) : value;
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
