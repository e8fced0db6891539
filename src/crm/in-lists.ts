const LONGEST_LIST = 1024;

/**
 * Parts values into lists for `in (…)`: at most 1,024 each, and filled up to a power of two by repeating the last, so
 * that lists of any length make only a few different statements.
 */
export function inLists<T>(values: readonly T[]): T[][] {
  const lists: T[][] = [];
  for (let start = 0; start < values.length; start += LONGEST_LIST) {
    const list = values.slice(start, start + LONGEST_LIST);
    const size = 2 ** Math.ceil(Math.log2(list.length));
    const last = list.at(-1)!;
    while (list.length < size) list.push(last);
    lists.push(list);
  }
  return lists;
}
