import type { Caller, Store } from '#crm/store.ts';
import { asOperator } from './auth.ts';
import { shapeError } from './errors.ts';
import type { Params } from './params.ts';

/** One request, whichever way it came. */
export interface Call {
  readonly store: Store;
  readonly params: Params;
  readonly strict: boolean;
  /** Counts keys that were passed over. */
  countUnknown(keys: readonly string[]): void;
  /** Counts a search for a phone by somebody who may not see it. */
  countHiddenPhoneSearch(): void;
  /** Lets a job that was just committed begin now. */
  wakeJobs(): void;
  /**
   * Who asks: the client's agent, or the operator that the message names. Called once the parameters that come first in the
   * order of errors were read; raises 找不到归属工号, then SHAPE for a body that can't be read, and for unknown keys under
   * HUILIU_STRICT.
   */
  caller(): Caller;
}

/** A file that is made while it is sent. */
export interface FileAnswer {
  readonly mediaType: string;
  readonly fileName: string;
  readonly bytes: AsyncIterable<Buffer>;
}

/** One of the dialect's operations. */
export interface Operation {
  /** What a message names it by, as its `action`. */
  readonly name: string;
  readonly rest: { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string };
  /** It changes nothing, so GET may ask for it. */
  readonly reads: boolean;
  readonly onSocket: boolean;
  /** Bytes that its body may have over REST, where they are more than usual. */
  readonly bodyLimit?: number;
  /** Keys of a message that it knows, beside those that every message may have. */
  readonly members: readonly string[];
  /** Answers the members of a success, as JSON text without braces (`"customer":{…}`), or a file in their place. */
  run(call: Call): Promise<string | FileAnswer>;
}

/** Members of any message, and of any address. */
const EVERYWHERE = [
  'topic',
  'action',
  'operator',
  'loginno',
  'groupid',
  'companyid',
  'callbackid',
  'appid',
  'timestamp',
  'sign',
];

export function makeCall(
  operation: Operation,
  client: Caller,
  params: Params,
  options: Pick<Call, 'store' | 'strict' | 'countUnknown' | 'countHiddenPhoneSearch' | 'wakeJobs'>,
): Call {
  return {
    params,
    ...options,
    caller() {
      const who = asOperator(client, params);
      if (params.unreadable) throw shapeError();
      refuseUnknown(options, params, knownMembers(operation));
      return who;
    },
  };
}

/** Passes over and counts keys that the dialect doesn't know; refuses them under HUILIU_STRICT. */
export function refuseUnknown(
  call: Pick<Call, 'strict' | 'countUnknown'>,
  params: Params,
  known: ReadonlySet<string>,
): void {
  const unknown = params.unknown(known);
  if (unknown.length === 0) return;
  if (call.strict) throw shapeError(unknown[0]);
  call.countUnknown(unknown);
}

const membersByOperation = new Map<Operation, ReadonlySet<string>>();

function knownMembers(operation: Operation): ReadonlySet<string> {
  let known = membersByOperation.get(operation);
  if (known === undefined) {
    known = new Set([...EVERYWHERE, ...operation.members.map((name) => name.toLowerCase())]);
    membersByOperation.set(operation, known);
  }
  return known;
}
