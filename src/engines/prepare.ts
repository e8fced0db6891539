import { CompiledQuery, type Compilable } from 'kysely';
import type { ReadSql } from './engine.ts';

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
    const adapter = sql.getExecutor().adapter;
    let query = compiled.get(adapter);
    if (query === undefined) {
      query = build(sql, slots<P>()).compile();
      compiled.set(adapter, query);
    }
    const result = await sql.executeQuery<Row>(bind(query, parameters));
    return result.rows;
  };
}

function slots<P extends object>(): Parameters<P> {
  return new Proxy(
    {},
    { get: (_target, name) => new Slot(String(name)) },
  ) as Parameters<P>;
}

function bind<Row>(query: CompiledQuery<Row>, parameters: object): CompiledQuery<Row> {
  const values = parameters as Record<string, unknown>;
  return {
    ...query,
    parameters: query.parameters.map((value) => (value instanceof Slot ? values[value.name] : value)),
  };
}
