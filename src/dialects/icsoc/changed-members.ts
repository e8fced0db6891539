import { parseIntegers } from '#transport/http/exact-json.ts';
import { rule } from './errors.ts';
import type { Call } from './operation.ts';
import { isCustomKey } from './read-custom.ts';
import { isRounded, isSame, membersOf, type Members } from './read-value.ts';

/** What the keys of a body are on one record. */
export interface Keys {
  readonly writable: ReadonlySet<string>;
  /** Whether custom fields are writable, too. */
  readonly custom?: boolean;
  /** Writable ones that only mean something together. */
  readonly together?: readonly (readonly string[])[];
  /** Who the record is: other values are refused. */
  readonly fixed: ReadonlySet<string>;
  /** Shown elsewhere or reckoned from the clock: passed over whatever they say. */
  readonly passedOver?: ReadonlySet<string>;
}

/** The members of a new record's body that can be written; the others are passed over, or refused under HUILIU_STRICT. */
export function givenMembers(call: Call, body: Members, keys: Keys): Members {
  return sorted(call, body, keys, null);
}

/**
 * The members of an update's body that say something new: one equal to what is shown (JSON text) changes nothing, whatever
 * became of the field's rules. Raises 422 for the identity of another record.
 */
export function changedMembers(call: Call, body: Members, keys: Keys, shown: string): Members {
  return sorted(call, body, keys, membersOf(parseIntegers(shown)));
}

function sorted(call: Call, body: Members, keys: Keys, shown: Members | null): Members {
  const isEcho = (key: string) => shown !== null && isSame(body.get(key), shown.get(key));
  const kept = new Map<string, Members extends ReadonlyMap<string, infer V> ? V : never>();
  const unknown: string[] = [];
  for (const [key, value] of body) {
    if (keys.writable.has(key) || (keys.custom === true && isCustomKey(key))) {
      const partners = keys.together?.find((group) => group.includes(key)) ?? [key];
      const echoed = partners.every((partner) => !body.has(partner) || isEcho(partner));
      if (!echoed) kept.set(key, value);
    } else if (!isEcho(key) && !isRounded(value, shown?.get(key)) && keys.passedOver?.has(key) !== true) {
      if (shown !== null && keys.fixed.has(key)) throw rule(key, '不能修改');
      unknown.push(key);
    }
  }
  call.passOver(unknown);
  return kept;
}
