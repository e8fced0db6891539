import type { Answer } from '#crm/access/remembered-requests.ts';
import type { Caller, Reader, Store, Writer } from '#crm/store.ts';
import type { WireKeys } from './errors.ts';
import type { Links } from './links.ts';
import type { QueryParameters } from './query-parameters.ts';

/** One operation of the dialect. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1` and without `.json`, such as `/companies/:id`; it is served with and without. */
  readonly path: string;
  /** 管理员 only; else 所有客服. */
  readonly admin?: true;
  /** Query parameters that it knows; others are passed over and counted, or refused under HUILIU_STRICT. */
  readonly parameters?: readonly string[];
  /** What crm's fields are called here, for error messages. */
  readonly wireKeys?: WireKeys;
  /** Parses, makes one crm call, formats. What it throws is answered by errors.ts. */
  run(call: Call): Promise<Answer>;
}

/** One request, whose caller is known. */
export interface Call {
  readonly store: Store;
  readonly who: Caller;
  readonly query: QueryParameters;
  readonly links: Links;
  readonly strict: boolean;
  /** As it came; read it with body.ts. */
  readonly body: Uint8Array;
  readonly contentType: string;
  /** A part of the path, without `.json`. */
  part(name: string): string;
  /** Counts keys of a body that were passed over. */
  countUnknown(keys: readonly string[]): void;
  /** Counts that a whole number was looked for which the caller isn't shown. */
  countHiddenPhoneSearch(): void;
  read<T>(work: (db: Reader) => Promise<T>): Promise<T>;
  /** One transaction, in which the answer is also remembered for repeats under the same Requestid. */
  write(work: (db: Writer) => Promise<Answer>): Promise<Answer>;
}

/** A success: 200 and a JSON text. */
export function ok(json: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers, body: json };
}
