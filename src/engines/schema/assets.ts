export interface AssetTablesTable {
  tenant_id: bigint;
  id: bigint;
  /** Unique among those that aren't deleted. */
  key: string;
  title: string;
  created_at: number;
  /** Its rows are cleared away bit by bit from then on. */
  deleted_at: number | null;
}

/** `id` names the column in its rows and tokens and is never used again; callers name it by `key`. */
export interface AssetColumnsTable {
  tenant_id: bigint;
  id: bigint;
  table_id: bigint;
  key: string;
  name: string;
  /** A company field's type number (crm/assets/asset-table.ts). */
  type: number;
  is_unique: number;
  position: number;
}

export interface AssetRowsTable {
  tenant_id: bigint;
  id: bigint;
  table_id: bigint;
  /** JSON object {"<column id>": text}, without empty ones. */
  cells: string;
  /** What search compares with: every cell folded, between marks of its column (crm/assets/row-text.ts). */
  text_key: string;
  owner: string;
  owner_type: 'agent' | 'servicer' | 'contacter' | 'company' | 'servicerGroup';
  ticket: string;
  created_at: number;
  updated_at: number;
}

export interface AssetUniqueValuesTable {
  tenant_id: bigint;
  column_id: bigint;
  value: string;
  row_id: bigint;
}

/** One for each row and column, also where the cell is empty: a table is read in a column's order by its index. */
export interface AssetSortKeysTable {
  tenant_id: bigint;
  row_id: bigint;
  column_id: bigint;
  /** Compares by bytes as people order the values (crm/assets/sort-key.ts). */
  sort_key: string;
}

/** Which columns an agent shows in the picker, for a table and the company field it opens for ('' = none). */
export interface ColumnChoicesTable {
  tenant_id: bigint;
  agent_id: bigint;
  table_id: bigint;
  field_key: string;
  /** JSON: {shown: string[] | null, order: string[]}, column keys; null = all. */
  choice: string;
}
