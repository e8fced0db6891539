/** Whether a result column holds ids: these stay `bigint`, every other integer reads as `number` (see schema.ts). */
export function isIdColumn(name: string): boolean {
  return name === 'id' || name.endsWith('_id');
}

/** An integer of an ordinary column as a number. Raises an error rather than round one that doesn't fit. */
export function toNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} in a column that is not an id exceeds 2^53`);
  return number;
}
