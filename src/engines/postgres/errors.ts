import postgres from 'postgres';
import { ConstraintError, EngineUnavailableError } from '../engine.ts';

/** SQLSTATE codes (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const CONSTRAINTS: Readonly<Record<string, ConstraintError['kind']>> = {
  '23502': 'not-null',
  '23503': 'foreign',
  '23505': 'unique',
  '23514': 'check',
};

/** Two transactions met: running the losing one again helps. */
const WORTH_A_RETRY = new Set(['40001', '40P01']);

/** Out of connections, disk or memory; read-only; shutting down or starting; connection lost. */
const UNAVAILABLE = /^(08|53|57P0|25006|58)/;

const LOST_CONNECTION =
  /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT)$/;

export function isWorthRetrying(error: unknown): boolean {
  return error instanceof postgres.PostgresError && WORTH_A_RETRY.has(error.code);
}

/** What the engine contract promises, from what the driver threw; errors of other kinds pass unchanged. */
export function toEngineError(error: unknown): unknown {
  if (error instanceof postgres.PostgresError) {
    const kind = CONSTRAINTS[error.code];
    if (kind !== undefined) return new ConstraintError(kind, error.constraint_name ?? error.column_name ?? '', error);
    return UNAVAILABLE.test(error.code) ? unavailable(error) : error;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return LOST_CONNECTION.test(code) ? unavailable(error as Error) : error;
}

function unavailable(error: Error): EngineUnavailableError {
  return new EngineUnavailableError(`The database is unavailable: ${error.message}`, { cause: error });
}
