import type { Searchable } from '../engine.ts';
import { type Ddl, indexDdl } from '../migrations/migration.ts';

export interface KeptText {
  /** The column. */
  readonly text: string;
  /** Which records the index holds. */
  readonly indexed: string;
  /** The columns of the table's hits (migrations), which are kept beside it: hits are told apart without another row. */
  readonly hits: readonly string[];
}

/**
 * Long texts that the gram index keeps a copy of and makes the grams of by itself. Its row is read for each candidate, to
 * know that it is there and to compare the text: without the grams, which stand in the index anyway, it is a sixth as long,
 * and reading thousands of rows costs a third.
 */
export const TEXTS: Partial<Readonly<Record<string, KeptText>>> = {
  follow_ups: {
    text: 'content_key',
    indexed: "visible = 1 AND content_key <> ''",
    hits: [
      'created_at',
      'type_id',
      'customer_id',
      'created_by_agent_id',
      'owner_agent_id',
      'owner_department_id',
      'service_agent_id',
      'service_department_id',
    ],
  },
} satisfies Partial<Record<Searchable, KeptText>>;

/** What the gram index of a table knows of a row. */
export function gramsOf(table: string): string {
  return TEXTS[table] === undefined
    ? 'grams'
    : 'text_tokens(tenant_id, words, type_id, created_by_agent_id, created_at)';
}

/**
 * What crm/follow-ups/search-tokens.ts makes of a row: of its text characters, pairs, and triples of letters and digits, with
 * the symbol for a blank (crm/search/grams.ts), and type, author and period; each marked with its tenant (index-entry.ts).
 */
const BLANK_SYMBOL = '\u2420';
const PERIOD_MS = 15 * 86_400_000;
const MAKE_TOKENS = `
  CREATE OR REPLACE FUNCTION text_tokens(tenant_id BIGINT, words TEXT, type_id BIGINT, author_id BIGINT, created_at BIGINT)
  RETURNS TEXT[] LANGUAGE plpgsql IMMUTABLE COST 1000 AS $$
  DECLARE
    mark TEXT := tenant_id || ':';
    characters TEXT[] := string_to_array(translate(words, ' ', '${BLANK_SYMBOL}'), NULL);
    grams TEXT[] := '{}';
    triple TEXT;
  BEGIN
    -- Loops take half the time of the same in queries.
    FOR i IN 1 .. cardinality(characters) LOOP
      IF characters[i] <> '${BLANK_SYMBOL}' THEN grams := grams || (mark || characters[i]); END IF;
      IF i > 1 THEN grams := grams || (mark || characters[i - 1] || characters[i]); END IF;
    END LOOP;
    IF words ~ '[0-9a-z]{3}' THEN
      FOR i IN 3 .. cardinality(characters) LOOP
        triple := characters[i - 2] || characters[i - 1] || characters[i];
        IF triple ~ '^[0-9a-z]{3}$' THEN grams := grams || (mark || triple); END IF;
      END LOOP;
    END IF;
    RETURN grams || ARRAY[
      mark || chr(1) || 't' || type_id,
      mark || chr(1) || 'a' || coalesce(author_id, 0),
      mark || chr(1) || 'p' || floor(created_at / ${PERIOD_MS}::FLOAT8)::BIGINT
    ];
  END $$`;

/** Text compares by its bytes, as on the embedded store, whatever the database's own collation is. */
export const postgresDdl: Ddl = {
  ...indexDdl,
  table: (name, primaryKey, columns) =>
    `CREATE TABLE ${name} (${byBytes(columns)},\n    CONSTRAINT ${name}_pkey PRIMARY KEY (${primaryKey}))`,
  searchable: (name, columns) => [
    `CREATE TABLE ${name} (${byBytes(columns)},\n    CONSTRAINT ${name}_pkey PRIMARY KEY (tenant_id, id))`,
    `CREATE TABLE ${name}_search (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, ` +
      (TEXTS[name] === undefined ? 'grams TEXT[] COLLATE "C" NOT NULL, ' : 'words TEXT COLLATE "C" NOT NULL, ') +
      'PRIMARY KEY (tenant_id, id))',
    // That of a text is made of further columns, by hits.
    ...(TEXTS[name] === undefined ? [`CREATE INDEX ${name}_search_grams ON ${name}_search USING gin (grams)`] : []),
  ],
  columns: (table, columns) => [addColumns(table, columns)],
  lists: (table) => [
    `CREATE TABLE ${table}_listed (tenant_id BIGINT NOT NULL, token TEXT COLLATE "C" NOT NULL, created_at BIGINT NOT NULL, ` +
      // Counting reads no row of a page that the vacuum has been to.
      'id BIGINT NOT NULL, PRIMARY KEY (tenant_id, token, created_at, id)) WITH (autovacuum_vacuum_insert_scale_factor = 0.05)',
  ],
  hits: (name, table, columns) =>
    TEXTS[table] === undefined
      ? `CREATE INDEX ${name} ON ${table} (tenant_id, id) INCLUDE (${columns})`
      : [addHits(table, columns), ...indexTokens(table)].join(';\n'),
  hitsAnew: (_name, table, columns) => [
    `DROP INDEX ${table}_search_grams`,
    addHits(table, columns),
    // Written anew rather than changed: half of the pages would be empty, and the index of them twice as large.
    `TRUNCATE ${table}_search`,
    `INSERT INTO ${table}_search (tenant_id, id, words, ${columns})
     SELECT tenant_id, id, ${TEXTS[table]!.text}, ${columns} FROM ${table} WHERE ${TEXTS[table]!.indexed} ORDER BY tenant_id, id`,
    ...indexTokens(table),
    'DROP FUNCTION IF EXISTS text_grams',
  ],
  log: (name, columns) =>
    `CREATE TABLE ${name} (\n    id BIGINT GENERATED ALWAYS AS IDENTITY,${byBytes(columns)},\n` +
    `    CONSTRAINT ${name}_pkey PRIMARY KEY (tenant_id, id))`,
};

function addColumns(table: string, columns: string): string {
  return `ALTER TABLE ${table} ${columns.replaceAll(/\w+ BIGINT/g, 'ADD COLUMN IF NOT EXISTS $&')}`;
}

function addHits(table: string, columns: string): string {
  return addColumns(`${table}_search`, columns.replaceAll(/\w+/g, '$& BIGINT'));
}

function indexTokens(table: string): string[] {
  return [MAKE_TOKENS, `CREATE INDEX ${table}_search_grams ON ${table}_search USING gin ((${gramsOf(table)}))`];
}

function byBytes(columns: string): string {
  return columns.replace(/\bTEXT\b/g, 'TEXT COLLATE "C"');
}
