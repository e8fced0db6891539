import { InvalidArgumentError } from 'commander';

const LARGEST_ID = 2n ** 63n - 1n;

/** A positive int64, digit by digit. */
export function parseId(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new InvalidArgumentError('not a whole number.');
  const id = BigInt(text);
  if (id < 1n || id > LARGEST_ID) throw new InvalidArgumentError('not a positive 64-bit integer.');
  return id;
}

/** A whole number in a range. */
export function parseCount(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`not a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Gathers an option that may be given several times. */
export function collect(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}
