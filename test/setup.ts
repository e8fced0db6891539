import { POSTGRES_URL } from '#testing/engines.ts';
import { type PostgresServer, startPostgres } from '#testing/postgres-server.ts';

let server: PostgresServer;

/**
 * Starts the one PostgreSQL server of a test run; the test files' processes inherit its address. No test kills it: those
 * that do start their own, which waits for the disk.
 */
export async function globalSetup(): Promise<void> {
  server = await startPostgres({ fsync: false });
  process.env[POSTGRES_URL] = server.url;
}

export async function globalTeardown(): Promise<void> {
  await server[Symbol.asyncDispose]();
}
