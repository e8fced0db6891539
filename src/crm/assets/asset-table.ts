/** A table of assets (dialects/bangwo8/assets/README.md): rows of a shape that an admin defines, each with an owner. */
export interface AssetTable {
  readonly id: bigint;
  /** What integrators call it; unique in the tenant. */
  readonly key: string;
  /** What people call it. */
  readonly title: string;
  /** In the order of their definition. */
  readonly columns: readonly AssetColumn[];
}

export interface AssetColumn {
  /** Names the column inside the store only. */
  readonly id: bigint;
  readonly key: string;
  readonly name: string;
  readonly type: ColumnType;
  /** No two rows have the same value; empty ones don't count. */
  readonly unique: boolean;
}

/** The type numbers of company fields. */
export const columnTypes = [1, 2, 3, 4, 5, 6, 8, 12, 14, 17, 18, 20] as const;
export type ColumnType = (typeof columnTypes)[number];

/** How callers name a table. */
export type TableRef = { readonly id: bigint } | { readonly key: string };

/** The column of this key; undefined when the table has none. */
export function columnOf(table: AssetTable, key: string): AssetColumn | undefined {
  return table.columns.find((column) => column.key === key);
}

export function isNumeric(type: ColumnType): boolean {
  return type === 4 || type === 5;
}

/** The name in record_counts of how many rows a table has. */
export function rowCountName(tableId: bigint): string {
  return `asset_rows:${tableId}`;
}
