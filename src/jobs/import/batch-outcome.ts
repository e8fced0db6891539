import type { SettledBatch } from './import-rows.ts';
import type { RowFault } from './record-import.ts';

/** What became of the rows of one transaction, as `job_rows` keeps it. */
export interface BatchOutcome {
  /** Ids of records that were made, as runs of successive ones: [first, last]. */
  readonly made: readonly (readonly [string, string])[];
  /** Refused rows: place in the file (0 = the first row), number as people count, faults. */
  readonly refused: readonly (readonly [place: number, row: number, faults: readonly RowFault[]])[];
}

/** @param place of the batch's first row in the file */
export function batchOutcome(batch: SettledBatch, place: number): BatchOutcome {
  const made: bigint[] = [];
  const refused: [number, number, readonly RowFault[]][] = [];
  for (const [index, { input, outcome }] of batch.entries()) {
    if (outcome.kind === 'new') made.push(outcome.id);
    if (outcome.kind === 'error') refused.push([place + index, input.row, outcome.faults]);
  }
  return { made: runsOf(made), refused };
}

/** Every id of the runs. */
export function idsOf({ made }: BatchOutcome): bigint[] {
  return made.flatMap(([first, last]) => {
    const from = BigInt(first);
    return Array.from({ length: Number(BigInt(last) - from) + 1 }, (_unused, index) => from + BigInt(index));
  });
}

function runsOf(ids: readonly bigint[]): [string, string][] {
  const runs: [bigint, bigint][] = [];
  for (const id of ids.toSorted((a, b) => (a < b ? -1 : 1))) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] + 1n === id) last[1] = id;
    else runs.push([id, id]);
  }
  return runs.map(([first, last]) => [String(first), String(last)]);
}
