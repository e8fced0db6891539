import { type Compilable, type CompiledQuery, type QueryResult } from 'kysely';
import type { ReadSql, Writer } from './engine.ts';

/** The place of a parameter in a statement that is compiled once. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

type Parameters<P> = { readonly [K in keyof P]: P[K] };

/**
 * Compiles a statement once an engine and runs it with fresh parameters: building and compiling costs several
 * times what a point read does. `build` must use each parameter as a value only, and never branch on one.
 */
export function prepare<P extends object, Sql extends ReadSql, Row>(
  build: (sql: Sql, parameters: Parameters<P>) => Compilable<Row>,
): (sql: Sql, parameters: P) => Promise<Row[]> {
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  return async (sql, parameters) => {
    const result = await run(compiled, build, sql, parameters);
    return result.rows;
  };
}

/** The same for a statement that answers nothing: how many rows it wrote. Having rows returned costs as much as writing them. */
export function prepareWrite<P extends object>(
  build: (sql: Writer['sql'], parameters: Parameters<P>) => Compilable,
): (sql: Writer['sql'], parameters: P) => Promise<number> {
  const compiled = new WeakMap<object, CompiledQuery>();
  return async (sql, parameters) => {
    const result = await run(compiled, build, sql, parameters);
    return Number(result.numAffectedRows);
  };
}

function run<P extends object, Sql extends ReadSql, Row>(
  compiled: WeakMap<object, CompiledQuery<Row>>,
  build: (sql: Sql, parameters: Parameters<P>) => Compilable<Row>,
  sql: Sql,
  parameters: P,
): Promise<QueryResult<Row>> {
  const executor = sql.getExecutor();
  let query = compiled.get(executor.adapter);
  if (query === undefined) compiled.set(executor.adapter, (query = build(sql, slots<P>()).compile()));
  return executor.executeQuery<Row>(bind(query, parameters));
}

function slots<P extends object>(): Parameters<P> {
  return new Proxy({}, { get: (_target, name) => new Slot(String(name)) }) as Parameters<P>;
}

function bind<Row>(query: CompiledQuery<Row>, parameters: object): CompiledQuery<Row> {
  const values = parameters as Record<string, unknown>;
  return withParameters(
    query,
    query.parameters.map((value) => (value instanceof Slot ? values[value.name] : value)),
  );
}

/** A compiled statement with others than the parameters that it was compiled with. */
export function withParameters<Row>(query: CompiledQuery<Row>, parameters: readonly unknown[]): CompiledQuery<Row> {
  // Spreading it, which Kysely freezes, takes several times as long.
  return { query: query.query, queryId: query.queryId, sql: query.sql, parameters };
}

const MOST_IDS = 1024;

/** The place of one of the ids of a list. */
class IdSlot {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
}

/**
 * Like `prepare`, for a list of ids of any length: one statement for each power of two, filled up by repeating the last
 * id, so that lists of varying length don't churn the statement cache. Long lists take several statements.
 */
export function prepareForIds<P extends object, Sql extends ReadSql, Row>(
  build: (sql: Sql, parameters: Parameters<P>, ids: readonly bigint[]) => Compilable<Row>,
): (sql: Sql, parameters: P, ids: readonly bigint[]) => Promise<Row[]> {
  const compiled = new WeakMap<object, Map<number, CompiledQuery<Row>>>();
  const queryOf = (sql: Sql, size: number): CompiledQuery<Row> => {
    const adapter = sql.getExecutor().adapter;
    let bySize = compiled.get(adapter);
    if (bySize === undefined) compiled.set(adapter, (bySize = new Map<number, CompiledQuery<Row>>()));
    let query = bySize.get(size);
    if (query === undefined) bySize.set(size, (query = build(sql, slots<P>(), idSlots(size)).compile()));
    return query;
  };
  return async (sql, parameters, ids) => {
    const rows: Row[] = [];
    for (let start = 0; start < ids.length; start += MOST_IDS) {
      const count = Math.min(MOST_IDS, ids.length - start);
      const query = bind(queryOf(sql, 2 ** Math.ceil(Math.log2(count))), parameters);
      const filled = query.parameters.map((value) =>
        value instanceof IdSlot ? ids[start + Math.min(value.at, count - 1)] : value,
      );
      const result = await sql.getExecutor().executeQuery<Row>(withParameters(query, filled));
      rows.push(...result.rows);
    }
    return rows;
  };
}

function idSlots(size: number): bigint[] {
  return Array.from({ length: size }, (_unused, at) => new IdSlot(at) as unknown as bigint);
}
