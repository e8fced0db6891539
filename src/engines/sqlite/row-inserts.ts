import type { Connection } from './connection.ts';

/** More rows a statement cost no less each. */
const MOST_ROWS = 64;

/** Inserts rows given by columns, 64 a statement and the rest by powers of two, so that there are few different statements. */
export function insertRows(
  execute: Connection['execute'],
  table: string,
  columns: Readonly<Record<string, readonly unknown[]>>,
): void {
  const names = Object.keys(columns);
  const values = Object.values(columns);
  const count = values[0]?.length ?? 0;
  const row = `(${names.map(() => '?').join(', ')})`;
  const into = `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES `;
  for (let start = 0; start < count; ) {
    const size = Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(count - start)));
    const parameters: unknown[] = [];
    for (let at = start; at < start + size; at += 1) {
      for (const column of values) parameters.push(column[at]);
    }
    execute(into + Array.from({ length: size }, () => row).join(', '), parameters);
    start += size;
  }
}
