/** Makes an object of a row's values, which are in the order of its columns. */
export type RowMaker = (values: readonly unknown[]) => Record<string, unknown>;

export interface RowColumn {
  readonly name: string;
  /** What the driver's value becomes; null takes it as it is. */
  readonly convert: ((value: unknown) => unknown) | null;
}

/**
 * It is written out for each statement: assigning members by names from a list takes eight times as long, and so do the objects
 * that both drivers make.
 */
export function rowMaker(columns: readonly RowColumn[]): RowMaker {
  const converters = [...new Set(columns.flatMap(({ convert }) => convert ?? []))];
  const members = columns.map(({ name, convert }, at) => {
    const value = `values[${at}]`;
    return `${JSON.stringify(name)}: ${convert === null ? value : `convert${converters.indexOf(convert)}(${value})`}`;
  });
  const names = converters.map((_convert, at) => `convert${at}`);
  // Nothing but names of our own columns goes into it.
  // oxlint-disable-next-line typescript/no-implied-eval
  const make = new Function(...names, `return (values) => ({ ${members.join(', ')} });`) as (
    ...converters: RowColumn['convert'][]
  ) => RowMaker;
  return make(...converters);
}
