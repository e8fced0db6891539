import type { Searchable } from '../engine.ts';
import { type Ddl, indexDdl } from '../migrations/migration.ts';

/**
 * Tables whose gram index keeps the tokens' order: what a long text contains is told by the index alone, where comparing
 * the text of each candidate costs a microsecond. The index is 2.5 times as large for it, and written at the same cost.
 */
export const IN_ORDER: ReadonlySet<string> = new Set<Searchable>(['follow_ups']);

/**
 * What a transaction adds to a gram index is written once it has so many bytes, or ends: thousands of rows as one segment, where
 * the usual megabyte makes several that are merged at once.
 */
const PENDING_BYTES = 16 * 1024 * 1024;

/**
 * Rows lie in the order of their primary key. Records keep a row number instead, which the gram index refers to; its
 * tokens come folded and whole from crm/search, so the tokenizer parts them at blanks only and changes nothing.
 */
export const sqliteDdl: Ddl = {
  ...indexDdl,
  table: (name, primaryKey, columns) =>
    `CREATE TABLE ${name} (${columns},\n    PRIMARY KEY (${primaryKey})) STRICT, WITHOUT ROWID`.replaceAll(
      'BIGINT',
      'INTEGER',
    ),
  searchable: (name, columns) => [
    `CREATE TABLE ${name} (\n    row_no INTEGER PRIMARY KEY,${columns}) STRICT`.replaceAll('BIGINT', 'INTEGER'),
    `CREATE UNIQUE INDEX ${name}_pkey ON ${name} (tenant_id, id)`,
    `CREATE VIRTUAL TABLE ${name}_search USING fts5(tokens, content='', contentless_delete=1, ` +
      `detail=${IN_ORDER.has(name) ? 'full' : 'none'}, ` +
      `tokenize="ascii tokenchars '${everyAsciiButBlank()}'")`,
    `INSERT INTO ${name}_search (${name}_search, rank) VALUES ('hashsize', ${PENDING_BYTES})`,
  ],
  columns: (table, columns) =>
    columns.split(', ').map((column) => `ALTER TABLE ${table} ADD COLUMN ${column.replace('BIGINT', 'INTEGER')}`),
  hits,
  hitsAnew: (name, table, columns) => [`DROP INDEX IF EXISTS ${name}`, hits(name, table, columns)],
  lists: (table) => [
    `CREATE TABLE ${table}_listed (tenant_id INTEGER NOT NULL, token TEXT NOT NULL, created_at INTEGER NOT NULL, ` +
      'id INTEGER NOT NULL, PRIMARY KEY (tenant_id, token, created_at, id)) STRICT, WITHOUT ROWID',
    // The gram index doesn't tell what a record was found by before.
    `CREATE INDEX ${table}_listed_record ON ${table}_listed (tenant_id, id)`,
  ],
  log: (name, columns) =>
    `CREATE TABLE ${name} (\n    id INTEGER PRIMARY KEY AUTOINCREMENT,${columns}) STRICT`.replaceAll(
      'BIGINT',
      'INTEGER',
    ),
};

function hits(name: string, table: string, columns: string): string {
  return `CREATE INDEX ${name} ON ${table} (row_no, tenant_id, ${columns}, id)`;
}

/** Characters beyond ASCII are always part of a token; quotes are doubled for the two strings they stand in. */
function everyAsciiButBlank(): string {
  let characters = '';
  for (let code = 1; code < 0x80; code += 1) characters += String.fromCharCode(code);
  return characters
    .replace(/[0-9A-Za-z ]/g, '')
    .replaceAll("'", "''")
    .replaceAll('"', '""');
}
