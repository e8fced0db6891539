import {
  type CompiledQuery,
  DefaultQueryExecutor,
  type Dialect,
  type DialectAdapter,
  type Driver,
  Kysely,
  type QueryCompiler,
  type QueryResult,
} from 'kysely';
import type { Database } from './schema.ts';

/** Runs one compiled statement on a connection and returns its rows, narrowed as schema.ts says. */
export type RunStatement = (query: CompiledQuery) => Promise<QueryResult<unknown>>;

/**
 * Makes cheap Kysely handles that share one compiler and one adapter, each on a connection of its own (a pool, the open
 * transaction, …). Kysely's own transactions and pools are not used: the engines bring theirs.
 */
export function kyselyFactory(dialect: Dialect): (run: RunStatement) => Kysely<Database> {
  const compiler = dialect.createQueryCompiler();
  const adapter = dialect.createAdapter();
  return (run) =>
    new Kysely<Database>({
      config: { dialect },
      dialect,
      driver: noDriver,
      executor: new DirectExecutor(compiler, adapter, run),
    });
}

/** Without plugins, cancelling and connections to take and give back a statement is nothing but its run. */
class DirectExecutor extends DefaultQueryExecutor {
  readonly #run: RunStatement;

  constructor(compiler: QueryCompiler, adapter: DialectAdapter, run: RunStatement) {
    super(compiler, adapter, { provideConnection: refuse });
    this.#run = run;
  }

  override executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#run(query) as Promise<QueryResult<R>>;
  }
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
