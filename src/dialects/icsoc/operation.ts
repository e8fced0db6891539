import type { SecretBox } from '#crm/access/secret-box.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import type { Wording } from './errors.ts';
import type { Query } from './query.ts';
import type { Members } from './read-value.ts';

/** One operation of the dialect. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/openapi/v1`. */
  readonly path: string;
  /** Query parameters that it knows. */
  readonly parameters?: readonly string[];
  readonly wording?: Wording;
  /** Parses, makes one crm call, formats: the envelope's `data` as JSON text. What it throws is answered by errors.ts. */
  run(call: Call): Promise<string>;
}

/** One request, whose caller is known. */
export interface Call {
  readonly who: Caller;
  readonly secrets: SecretBox;
  readonly strict: boolean;
  /** The id at the end of the path. Raises 404 for what can't be one. */
  id(): bigint;
  /** The body's members. Raises 400. */
  body(): Members;
  /** The query of the list of this name. */
  query(list: string): Query;
  /** Passes over keys that the dialect doesn't know and counts them; refuses them under HUILIU_STRICT. */
  passOver(keys: readonly string[]): void;
  countHiddenPhoneSearch(): void;
  read<T>(work: (db: Reader) => Promise<T>): Promise<T>;
  write<T>(work: (db: Writer) => Promise<T>): Promise<T>;
}
