import { CompiledQuery, type Compilable } from 'kysely';
import { type Reader, SearchQuery } from './engine.ts';
import { withParameters } from './prepare.ts';

/** The place of a parameter in a statement that is compiled once for each of its forms. */
class Slot {
  readonly index: number;
  readonly derive: ((value: never) => unknown) | undefined;

  constructor(index: number, derive?: (value: never) => unknown) {
    this.index = index;
    this.derive = derive;
  }
}

/** Forms differ in which filters are given and how long lists are: few in practice, bounded all the same. */
const MOST_FORMS = 500;

/**
 * Compiles a statement once for each form its parameters take, and runs it with their values: building and compiling costs
 * as much as a page of a list does. A parameter's form is that it isn't given, null, true, false, the length of a list, an
 * object's members, or else that it is a value; `build` may branch on these and on `form`, a word for what else shapes the
 * statement. It sees values only as places to bind: `derived` computes with one.
 */
export function prepareForms<P extends object, Row, Form extends string = ''>(
  build: (db: Reader, parameters: P, form: Form) => Compilable<Row>,
): (db: Reader, parameters: P, form: Form) => Promise<Row[]> {
  const compiled = new WeakMap<object, Map<string, CompiledQuery<Row>>>();
  return async (db, parameters, form) => {
    const executor = db.sql.getExecutor();
    let forms = compiled.get(executor.adapter);
    if (forms === undefined) compiled.set(executor.adapter, (forms = new Map<string, CompiledQuery<Row>>()));
    const values: unknown[] = [];
    const key = `${form} ${formOf(parameters, values)}`;
    let query = forms.get(key);
    if (query === undefined) {
      query = build(db, slotsOf(parameters, { next: 0 }) as P, form).compile();
      requirePlaces(query);
      if (forms.size >= MOST_FORMS) forms.delete(forms.keys().next().value!);
      forms.set(key, query);
    }
    const bound = query.parameters.map((value) => (value instanceof Slot ? valueOf(value, values) : value));
    return (await executor.executeQuery<Row>(withParameters(query, bound))).rows;
  };
}

/** What `compute` makes of a value, or of the value that will stand in a prepared statement's place. */
export function derived<T, R>(value: T, compute: (value: T) => R): R {
  if (!(value instanceof Slot)) return compute(value);
  const { index, derive } = value;
  const both = derive === undefined ? compute : (inner: never) => compute(derive(inner) as T);
  return new Slot(index, both) as R;
}

function valueOf({ index, derive }: Slot, values: readonly unknown[]): unknown {
  return derive === undefined ? values[index] : derive(values[index] as never);
}

/** Describes the form of `given` and puts its values into `values`, in the order in which slotsOf numbers their places. */
function formOf(given: unknown, values: unknown[]): string {
  if (given === null) return 'n';
  if (typeof given === 'boolean') return given ? 't' : 'f';
  if (typeof given !== 'object') {
    values.push(given);
    return 'v';
  }
  if (given instanceof SearchQuery) {
    values.push(...given.values);
    return `(${given.form}${given.values.length})`;
  }
  if (Array.isArray(given)) return `[${given.map((one) => formOf(one, values)).join('')}]`;
  let form = '{';
  for (const name of Object.keys(given)) {
    const value = (given as Record<string, unknown>)[name];
    if (value !== undefined) form += `${name}:${formOf(value, values)},`;
  }
  return `${form}}`;
}

/** The same with places where values stood. */
function slotsOf(given: unknown, at: { next: number }): unknown {
  if (given === null || typeof given === 'boolean') return given;
  if (typeof given !== 'object') return new Slot(at.next++);
  if (given instanceof SearchQuery) {
    return new SearchQuery(
      given.form,
      given.values.map(() => new Slot(at.next++)),
    );
  }
  if (Array.isArray(given)) return given.map((one) => slotsOf(one, at));
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, slotsOf(value, at)]),
  );
}

/** Ids, times and texts of one request must not stay in the statement of all: only small constants may. */
function requirePlaces(query: CompiledQuery): void {
  const fixed = query.parameters.find((value) => typeof value === 'bigint');
  if (fixed !== undefined) throw new TypeError(`A prepared statement holds the value ${String(fixed)}, not its place`);
}
