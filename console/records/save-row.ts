import { hasStatus } from '@/api/problem.ts';
import { request } from '@/api/request.ts';
import { memberOf } from './editor.ts';

interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** Somebody changed the same member meanwhile: nothing was written. */
export interface Conflict<Row> {
  readonly current: Row;
  readonly keys: readonly string[];
}

export type Saved<Row> = { readonly row: Row } | { readonly conflict: Conflict<Row> };

const MOST_TRIES = 4;

/**
 * Changes `keys` of a row that was read as `base`. A change that others made to other members meanwhile is kept: the write goes on
 * top of it. Where they changed one of the same members, nothing is written and the agent is to decide.
 */
export async function saveRow<Row extends Versioned>(
  path: string,
  base: Row,
  keys: readonly string[],
  patch: Readonly<Record<string, unknown>>,
): Promise<Saved<Row>> {
  let on = base.version;
  for (let tries = 0; ; tries += 1) {
    try {
      return { row: await request<Row>(path, { method: 'PATCH', json: patch, ifMatch: on }) };
    } catch (error) {
      if (!hasStatus(error, 412) || tries === MOST_TRIES) throw error;
    }
    const current = await request<Row>(path);
    const theirs = keys.filter((key) => !isSame(memberOf(base, key), memberOf(current, key)));
    if (theirs.length > 0) return { conflict: { current, keys: theirs } };
    on = current.version;
  }
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
