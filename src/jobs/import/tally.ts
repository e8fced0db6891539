import type { SettledBatch } from './import-rows.ts';

/** How many rows of an import came out how. */
export interface Tally {
  readonly rows: number;
  readonly new: number;
  readonly updated: number;
  /** Left out because the record is there. */
  readonly duplicate: number;
  readonly error: number;
}

export const noRows: Tally = { rows: 0, new: 0, updated: 0, duplicate: 0, error: 0 };

export function addToTally(tally: Tally, batch: SettledBatch): Tally {
  const sum = { ...tally, rows: tally.rows + batch.length };
  for (const { outcome } of batch) sum[outcome.kind] += 1;
  return sum;
}
