import { type DestinationStream, type Logger, pino } from 'pino';
import { maskPath } from './request-log.ts';

export interface LogOptions {
  /** Where lines go; standard error unless it is said. */
  readonly to?: DestinationStream;
}

/**
 * The program's log: JSON lines on stderr. Nothing that a caller sends is logged but its route, so phones, secrets and
 * signatures stay out; keys that could hold one by mistake are censored, and of errors only what tells where they come from.
 */
export function createLog(level: 'silent' | 'info' = 'info', { to }: LogOptions = {}): Logger {
  return pino(
    {
      level,
      base: undefined,
      serializers: { err: showError, req: showRequest, res: () => undefined },
      redact: {
        paths: ['authorization', 'cookie', 'password', 'secret', 'sign', 'token', 'phone', 'content'].flatMap((key) => [
          key,
          `*.${key}`,
        ]),
        censor: '***',
      },
    },
    to ?? pino.destination({ fd: 2, sync: false }),
  );
}

const MOST_CAUSES = 4;
const LONGEST_MESSAGE = 500;

interface ShownError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: ShownError;
}

/** Drivers put values of the statement into further members of their errors, so only these are shown. */
function showError(error: unknown, depth = 0): ShownError {
  if (!(error instanceof Error)) return { type: typeof error, message: coverValues(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: coverValues(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: framesOf(error),
    ...(error.cause === undefined || depth === MOST_CAUSES ? {} : { cause: showError(error.cause, depth + 1) }),
  };
}

/** A parser's or a database's message may quote what it was given. */
function coverValues(message: string): string {
  return message
    .slice(0, LONGEST_MESSAGE)
    .replace(/"(?![a-z_]+")[^"]{4,}"/g, '"***"')
    .replace(/\d{7,}/g, (digits) => `${digits.slice(0, 3)}****${digits.slice(-2)}`)
    .replace(/[0-9a-f]{32,}/gi, '***');
}

/** Without the head, which repeats the message. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

function showRequest(request: { method?: string; url?: string }): object {
  return { method: request.method, path: maskPath(request.url ?? '') };
}
