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
  return new Proxy({}, { get: (_target, name) => new Slot(String(name)) }) as Parameters<P>;
}

function bind<Row>(query: CompiledQuery<Row>, parameters: object): CompiledQuery<Row> {
  const values = parameters as Record<string, unknown>;
  return {
    ...query,
    parameters: query.parameters.map((value) => (value instanceof Slot ? values[value.name] : value)),
  };
}

const MOST_IDS = 1024;

/**
 * Like `prepare`, for a list of ids of any length: one statement for each power of two, filled up by repeating the last
 * id, so that lists of varying length don't churn the statement cache. Long lists take several statements.
 */
export function prepareForIds<P extends object, Sql extends ReadSql, Row>(
  build: (sql: Sql, parameters: Parameters<P>, ids: readonly bigint[]) => Compilable<Row>,
): (sql: Sql, parameters: P, ids: readonly bigint[]) => Promise<Row[]> {
  const bySize = new Map<number, (sql: Sql, parameters: P & IdSlots) => Promise<Row[]>>();
  return async (sql, parameters, ids) => {
    const rows: Row[] = [];
    for (let start = 0; start < ids.length; start += MOST_IDS) {
      const chunk = ids.slice(start, start + MOST_IDS);
      const size = 2 ** Math.ceil(Math.log2(chunk.length));
      let run = bySize.get(size);
      if (run === undefined) {
        run = prepare<P & IdSlots, Sql, Row>((on, p) => build(on, p, idSlots(p, size)));
        bySize.set(size, run);
      }
      rows.push(...(await run(sql, { ...parameters, ...fill(chunk, size) })));
    }
    return rows;
  };
}

type IdSlots = Record<`id ${number}`, bigint>;

function idSlots(parameters: IdSlots, size: number): bigint[] {
  return Array.from({ length: size }, (_unused, i) => parameters[`id ${i}`]!);
}

function fill(ids: readonly bigint[], size: number): IdSlots {
  const filled: IdSlots = {};
  for (let i = 0; i < size; i += 1) filled[`id ${i}`] = ids[Math.min(i, ids.length - 1)]!;
  return filled;
}
