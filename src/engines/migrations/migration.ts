/**
 * One step of the store's history. Steps are listed by hand in index.ts, run in that order, and are never edited once
 * released: a later step changes what an earlier one made.
 */
export interface Migration {
  readonly name: string;
  statements(ddl: Ddl): string[];
}

/**
 * What differs between the engines when tables are made; everything else in a migration is the same SQL.
 * Columns are given as SQL (`name TEXT NOT NULL`), with the types BIGINT and TEXT only; TEXT compares by bytes.
 */
export interface Ddl {
  /** A table whose rows are found by their primary key. */
  table(name: string, primaryKey: string, columns: string): string;
  /** A table of records, found by (tenant_id, id), with a gram index beside it. */
  searchable(name: string, columns: string): string[];
  /**
   * An index that knows `columns` of the rows of a searchable table by what its gram index names them, so that thousands of
   * hits are told apart without reading their rows.
   */
  hits(name: string, table: string, columns: string): string;
  /** The same made anew for a table that has one, with the columns that it is to know now. */
  hitsAnew(name: string, table: string, columns: string): string[];
  /** The lists of a searchable table's listed tokens (engine.ts), where the gram index needs them. */
  lists(table: string): string[];
  /** Further columns of a table, which begin without a value. */
  columns(table: string, columns: string): string[];
  /** A table that only grows; each row gets the next `id`. */
  log(name: string, columns: string): string;
  /** An index; `where` makes it partial. */
  index(name: string, table: string, columns: string, where?: string): string;
  /** A unique index; its name is what `ConstraintError.constraint` says. */
  unique(name: string, table: string, columns: string, where?: string): string;
}

/** The index statements are the same on every engine. */
export const indexDdl: Pick<Ddl, 'index' | 'unique'> = {
  index: (name, table, columns, where) => createIndex('INDEX', name, table, columns, where),
  unique: (name, table, columns, where) => createIndex('UNIQUE INDEX', name, table, columns, where),
};

function createIndex(kind: string, name: string, table: string, columns: string, where?: string): string {
  return `CREATE ${kind} ${name} ON ${table} (${columns})${where === undefined ? '' : ` WHERE ${where}`}`;
}
