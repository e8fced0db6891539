import { createRequire } from 'node:module';
import type { TSchema } from 'typebox';
import type * as Compiler from 'typebox/compile';
import { type FieldFault, NativeError } from './errors.ts';

type Validator = ReturnType<typeof Compiler.Compile>;
const MOST_FAULTS = 20;
const require = createRequire(import.meta.url);

const validators = new WeakMap<TSchema, Validator>();

/** Checks one part of a request against its schema. Raises 400 that names each member at fault. */
export function check(schema: TSchema, value: unknown): void {
  const validator = validatorOf(schema);
  if (validator.Check(value)) return;
  const long = tooLongList(schema as ObjectSchema, value);
  throw refusal(long === null ? faultsOf(validator, value) : [long]);
}

/** The first list that is longer than its schema allows: telling what is wrong in half a million members would take seconds. */
function tooLongList(schema: ObjectSchema, value: unknown, above = ''): FieldFault | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    const sent = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    const field = above + name;
    const most = part.maxItems ?? part.anyOf?.find(({ maxItems }) => maxItems !== undefined)?.maxItems;
    if (Array.isArray(sent) && most !== undefined && sent.length > most) {
      return { field, code: 'wrong_type', message: `must not have more than ${most} items` };
    }
    const within = tooLongList(part, sent, `${field}.`);
    if (within !== null) return within;
  }
  return null;
}

/**
 * Compiled when it is first needed, by a compiler of three hundred modules that is loaded then: with both, a start would
 * take a fifth longer.
 */
function validatorOf(schema: TSchema): Validator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const { Compile } = require('typebox/compile') as typeof Compiler;
  const validator = Compile(schema);
  validators.set(schema, validator);
  return validator;
}

function refusal(errors: readonly FieldFault[]): NativeError {
  const [first] = errors;
  const detail = first === undefined ? 'The request has a wrong form.' : `${first.field || 'body'}: ${first.message}`;
  return new NativeError(400, 'bad_request', detail, { errors });
}

/** The deepest complaint of each member: a choice of schemas complains once for each, and then for all. */
function faultsOf(validator: Validator, value: unknown): FieldFault[] {
  const faults = new Map<string, FieldFault>();
  for (const error of validator.Errors(value)) {
    const missing = error.keyword === 'required' ? (error.params as { requiredProperties?: string[] }) : undefined;
    for (const name of missing?.requiredProperties ?? ['']) {
      const field = [...error.instancePath.split('/').slice(1).map(unescape), ...(name === '' ? [] : [name])].join('.');
      if (faults.has(field)) continue;
      const code = missing === undefined ? 'wrong_type' : 'missing';
      faults.set(field, { field, code, message: missing === undefined ? error.message : 'must be given' });
      if (faults.size === MOST_FAULTS) return [...faults.values()];
    }
  }
  return [...faults.values()];
}

/** JSON pointers write `~` and `/` of a name as `~0` and `~1`. */
function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

interface PartSchema extends ObjectSchema {
  readonly type?: string;
  readonly maxItems?: number;
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, PartSchema & { readonly anyOf?: readonly PartSchema[] }>>;
}

/** A query's texts as the schema's types: digits as integers, true and false as booleans. A key that comes twice is refused. */
export function readQuery(schema: TSchema, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { properties = {} } = schema as ObjectSchema;
  const read: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(query)) {
    if (typeof value !== 'string') {
      throw refusal([{ field: key, code: 'wrong_type', message: 'may come once only' }]);
    }
    const type = Object.hasOwn(properties, key) ? properties[key]!.type : undefined;
    if (type === 'integer' && /^\d{1,9}$/.test(value)) read[key] = Number(value);
    else if (type === 'boolean' && (value === 'true' || value === 'false')) read[key] = value === 'true';
    else read[key] = value;
  }
  return read;
}

/** Members of a body or query that its schema doesn't name. */
export function unknownMembers(schema: TSchema, value: object): string[] {
  const { properties } = schema as ObjectSchema;
  if (properties === undefined) return [];
  return Object.keys(value).filter((key) => !Object.hasOwn(properties, key));
}
