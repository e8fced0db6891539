import type { Searchable } from '../engine.ts';
import type { Connection } from './connection.ts';

/**
 * What writes have changed in the gram index and is still to be written. FTS5 writes out a segment, to be merged again later,
 * at every savepoint and at most statements of several rows: so the changes of a whole group are written at its end.
 */
export class PendingIndex {
  /** By table and row number; null = out of the index. */
  readonly #entries = new Map<Searchable, Map<unknown, string | null>>();

  set(table: Searchable, rowNo: unknown, tokens: string | null): void {
    let ofTable = this.#entries.get(table);
    if (ofTable === undefined) this.#entries.set(table, (ofTable = new Map()));
    ofTable.set(rowNo, tokens);
  }

  /** Adds what `later` changed after all that is here. */
  take(later: PendingIndex): void {
    for (const [table, ofTable] of later.#entries) {
      for (const [rowNo, tokens] of ofTable) this.set(table, rowNo, tokens);
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  write(execute: Connection['execute']): void {
    for (const [table, ofTable] of this.#entries) {
      for (const [rowNo, tokens] of ofTable) {
        // A plain INSERT on a rowid that is there would leave the former tokens behind.
        if (tokens === null) execute(`DELETE FROM ${table}_search WHERE rowid = ?`, [rowNo]);
        else execute(`INSERT OR REPLACE INTO ${table}_search (rowid, tokens) VALUES (?, ?)`, [rowNo, tokens]);
      }
    }
  }
}
