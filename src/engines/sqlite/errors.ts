import type { DatabaseSync } from 'node:sqlite';
import { ConstraintError, EngineUnavailableError } from '../engine.ts';

/** Primary result codes (https://www.sqlite.org/rescode.html) that say "not now", each with what an operator can do. */
const UNAVAILABLE: Readonly<Record<number, string>> = {
  5: 'another process holds the store',
  6: 'another process holds the store',
  8: 'the store is read-only',
  10: 'the disk failed',
  11: 'the store is damaged: restore a backup',
  13: 'the disk is full',
  14: "the store's file can't be opened",
  26: 'the file is not a store',
};

const CONSTRAINT = 19;

const KINDS: Readonly<Record<number, ConstraintError['kind']>> = {
  1555: 'unique',
  2067: 'unique',
  2579: 'unique',
  787: 'foreign',
  1299: 'not-null',
};

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5;
}

/** What the engine contract promises, from what SQLite threw; errors of other kinds pass unchanged. */
export function toEngineError(error: unknown, database: DatabaseSync | undefined): unknown {
  const code = primaryCode(error);
  if (code === undefined) return error;
  const { message, errcode } = error as SqliteError;
  if (code === CONSTRAINT) {
    return new ConstraintError(KINDS[errcode] ?? 'check', constraintName(message, database), error);
  }
  const reason = UNAVAILABLE[code];
  return reason === undefined
    ? error
    : new EngineUnavailableError(`The store is unavailable: ${reason}.`, { cause: error });
}

interface SqliteError extends Error {
  errcode: number;
}

function primaryCode(error: unknown): number | undefined {
  if (error instanceof EngineUnavailableError) return primaryCode(error.cause);
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** SQLite names the columns (`UNIQUE constraint failed: agents.tenant_id, agents.login_key`): finds their index. */
function constraintName(message: string, database: DatabaseSync | undefined): string {
  const listed = message.slice(message.indexOf(': ') + 2);
  const columns = listed.split(', ').map((column) => column.split('.'));
  const table = columns[0]?.[0];
  if (database === undefined || table === undefined || !message.startsWith('UNIQUE')) return listed;
  const wanted = columns.map(([, column]) => column).join();
  const index = database
    .prepare(
      `SELECT name, origin, (SELECT group_concat(info.name) FROM pragma_index_info(list.name) AS info) AS columns
         FROM pragma_index_list(?) AS list WHERE "unique" = 1`,
    )
    .all(table)
    .find((row) => row['columns'] === wanted);
  if (index === undefined) return listed;
  return index['origin'] === 'pk' ? `${table}_pkey` : String(index['name']);
}
