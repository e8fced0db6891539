import { arrayLiteral } from '../array-literal.ts';
import type { execute } from './connection.ts';

type Execute = (text: string, parameters: readonly unknown[]) => ReturnType<typeof execute>;

const COLUMN_TYPES = `
  SELECT attname AS name, format_type(atttypid, atttypmod) AS type
    FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped`;

/**
 * Inserts rows by one array a column: a list of values for each row would be as many parameters, each parsed and bound by
 * itself. The types of the arrays are the database's own, read once a table.
 */
export class RowInserts {
  readonly #types = new Map<string, ReadonlyMap<string, string>>();

  async insert(run: Execute, table: string, columns: Readonly<Record<string, readonly unknown[]>>): Promise<void> {
    const names = Object.keys(columns);
    const types = this.#types.get(table) ?? (await this.#readTypes(run, table));
    const arrays = names.map((name, at) => `$${at + 1}::${types.get(name)}[]`);
    const quoted = names.map((name) => `"${name}"`);
    await run(
      `INSERT INTO "${table}" (${quoted.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')})`,
      names.map((name) => arrayLiteral(columns[name]!)),
    );
  }

  async #readTypes(run: Execute, table: string): Promise<ReadonlyMap<string, string>> {
    const { rows } = await run(COLUMN_TYPES, [table]);
    const types = new Map(rows.map((row) => [String(row['name']), String(row['type'])]));
    this.#types.set(table, types);
    return types;
  }
}
