import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
} from 'kysely';
import type { Database } from './schema.ts';

/** Runs one compiled statement on a connection and returns its rows, narrowed as schema.ts says. */
export type RunStatement = (query: CompiledQuery) => QueryResult<unknown> | Promise<QueryResult<unknown>>;

/**
 * Makes cheap Kysely handles that share one compiler and one adapter, each on a connection of its own (a pool, the open
 * transaction, …). Kysely's own transactions and pools are not used: the engines bring theirs.
 */
export function kyselyFactory(dialect: Dialect): (run: RunStatement) => Kysely<Database> {
  const compiler = dialect.createQueryCompiler();
  const adapter = dialect.createAdapter();
  return (run) => {
    const connection: DatabaseConnection = {
      executeQuery: async <R>(query: CompiledQuery) => (await run(query)) as QueryResult<R>,
      // oxlint-disable-next-line require-yield
      async *streamQuery(): AsyncGenerator<never> {
        throw new Error('Statements are not streamed: read page by page.');
      },
    };
    const executor = new DefaultQueryExecutor(compiler, adapter, {
      provideConnection: (consumer) => consumer(connection),
    });
    return new Kysely<Database>({ config: { dialect }, dialect, driver: noDriver, executor });
  };
}

const noDriver: Driver = {
  init: () => refuse(),
  acquireConnection: () => refuse(),
  beginTransaction: () => refuse(),
  commitTransaction: () => refuse(),
  rollbackTransaction: () => refuse(),
  releaseConnection: () => refuse(),
  destroy: () => refuse(),
};

function refuse(): Promise<never> {
  return Promise.reject(new Error('Transactions and connections are the engine’s: use store.write.'));
}
