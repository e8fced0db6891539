import { type Logger, pino } from 'pino';

/**
 * The program's log: JSON lines on stderr. Nothing that a caller sends is logged but its route, so phones, secrets and
 * signatures stay out; keys that could hold one by mistake are censored.
 */
export function createLog(level: 'silent' | 'info' = 'info'): Logger {
  return pino(
    {
      level,
      base: undefined,
      redact: {
        paths: ['authorization', 'cookie', 'password', 'secret', 'sign', 'token', 'phone', 'content'].flatMap((key) => [
          key,
          `*.${key}`,
        ]),
        censor: '***',
      },
    },
    pino.destination({ fd: 2, sync: false }),
  );
}
