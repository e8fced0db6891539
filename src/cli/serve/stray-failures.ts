import type { Logger } from 'pino';
import { isOrphanWrite } from '#engines/postgres/orphan-writes.ts';

/**
 * A rejection that nobody awaited concerns one request at most: it is logged, and the others go on. What was thrown outside
 * any request leaves the process in an unknown state: it ends, and whoever watches it starts another.
 */
export function surviveStrayFailures(log: Logger): void {
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection was not awaited'));
  process.on('uncaughtException', (error) => {
    if (isOrphanWrite(error)) {
      log.error({ err: error }, 'a connection to the database was lost while it was written to');
      return;
    }
    log.fatal({ err: error }, 'an exception was not caught');
    log.flush(() => process.exit(1));
  });
}
