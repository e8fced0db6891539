import type { Searchable } from '../engine.ts';
import { type Ddl, indexDdl } from '../migrations/migration.ts';

/**
 * Columns of long texts that the gram index keeps a copy of: its row is read for each candidate anyway, and the record's, to
 * compare the text there, costs twice as much again.
 */
export const TEXTS: Partial<Readonly<Record<string, string>>> = { follow_ups: 'content_key' } satisfies Partial<
  Record<Searchable, string>
>;

/** Text compares by its bytes, as on the embedded store, whatever the database's own collation is. */
export const postgresDdl: Ddl = {
  ...indexDdl,
  table: (name, primaryKey, columns) =>
    `CREATE TABLE ${name} (${byBytes(columns)},\n    CONSTRAINT ${name}_pkey PRIMARY KEY (${primaryKey}))`,
  searchable: (name, columns) => [
    `CREATE TABLE ${name} (${byBytes(columns)},\n    CONSTRAINT ${name}_pkey PRIMARY KEY (tenant_id, id))`,
    `CREATE TABLE ${name}_search (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, grams TEXT[] COLLATE "C" NOT NULL, ` +
      (TEXTS[name] === undefined ? '' : 'words TEXT COLLATE "C" NOT NULL, ') +
      'PRIMARY KEY (tenant_id, id))',
    `CREATE INDEX ${name}_search_grams ON ${name}_search USING gin (tenant_id, grams)`,
  ],
  lists: (table) => [
    `CREATE TABLE ${table}_listed (tenant_id BIGINT NOT NULL, token TEXT COLLATE "C" NOT NULL, created_at BIGINT NOT NULL, ` +
      // Counting reads no row of a page that the vacuum has been to.
      'id BIGINT NOT NULL, PRIMARY KEY (tenant_id, token, created_at, id)) WITH (autovacuum_vacuum_insert_scale_factor = 0.05)',
  ],
  hits: (name, table, columns) => `CREATE INDEX ${name} ON ${table} (tenant_id, id) INCLUDE (${columns})`,
  log: (name, columns) =>
    `CREATE TABLE ${name} (\n    id BIGINT GENERATED ALWAYS AS IDENTITY,${byBytes(columns)},\n` +
    `    CONSTRAINT ${name}_pkey PRIMARY KEY (tenant_id, id))`,
};

function byBytes(columns: string): string {
  return columns.replace(/\bTEXT\b/g, 'TEXT COLLATE "C"');
}
