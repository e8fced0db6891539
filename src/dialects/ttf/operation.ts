import type { Store } from '#crm/store.ts';
import type { Caller } from '#crm/store.ts';
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
  /**
   * Who asks: the client's agent, or the operator that the message names. Called once the parameters that come first in the
   * order of errors were read; raises 找不到归属工号, then SHAPE for a body that can't be read.
   */
  caller(): Caller;
}

/** One of the dialect's operations. */
export interface Operation {
  readonly name: string;
  /** It changes nothing, so GET may ask for it. */
  readonly reads: boolean;
  /** Answers the members of a success, as JSON text without braces: `"customer":{…}`. */
  run(call: Call): Promise<string>;
}

export function makeCall(
  store: Store,
  client: Caller,
  params: Params,
  options: Pick<Call, 'strict' | 'countUnknown'>,
): Call {
  return {
    store,
    params,
    ...options,
    caller() {
      const who = asOperator(client, params);
      if (params.unreadable) throw shapeError();
      return who;
    },
  };
}
