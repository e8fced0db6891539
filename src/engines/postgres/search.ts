import { type RawBuilder, type SqlBool, sql } from 'kysely';
import {
  hasLists,
  type Searchable,
  SearchQuery,
  type SearchReader,
  type SearchWriter,
  type TokenClause,
} from '../engine.ts';
import { arrayLiteral } from '../array-literal.ts';
import { markedSet } from '../index-entry.ts';
import { execute } from './connection.ts';
import { gramsOf, type KeptText, TEXTS } from './ddl.ts';
import {
  carriesListed,
  isAllOfLists,
  isOneOfLists,
  listNew,
  listQuery,
  relist,
  selectListed,
  unlist,
} from './lists.ts';

type Execute = (text: string, parameters: readonly unknown[]) => ReturnType<typeof execute>;

/** The gram index: a row for each record with its grams or what they are made of, under one GIN index of grams. */
export function searchReader(run: Execute): SearchReader {
  return {
    query(tenantId, ...clauses) {
      const listed = listQuery(tenantId, clauses);
      if (listed !== null) return listed;
      return gramQuery(tenantId, clauses);
    },
    queryPart(table, tenantId, { text, inTurn, beside, facets }) {
      if (TEXTS[table] === undefined) return null;
      const { form, values } = gramQuery(tenantId, [[[...inTurn, ...beside]], ...facets]);
      // A single gram is the text itself.
      return [...text].length <= 2
        ? new SearchQuery(form, values)
        : new SearchQuery(`${form} ${WITHIN}`, [...values, text]);
    },
    matches,
    among: matches,
    hits(table, query) {
      const kept = TEXTS[table] === undefined ? [] : ['id', ...TEXTS[table].hits];
      return {
        rows: sql`(${bound(found(table, query, ['id AS hit', ...kept].join(', ')), query)})`,
        on: (alias) => sql<SqlBool>`${sql.ref(`${alias}.hit`)} = ${sql.ref(`${table}.id`)}`,
        columns: new Set(kept),
      };
    },
    listed: (table, query, several = false) =>
      hasLists(table) && (isOneOfLists(query) || (several && isAllOfLists(query)))
        ? sql`(${bound(selectListed(table, query, 'created_at, id'), query)})`
        : null,
    async count(table, query, most) {
      if (most !== undefined) return await countSome(run, table, query, most);
      if (!hasLists(table) || !isAllOfLists(query)) return await countAll(run, found(table, query, 'id'), query);
      const some = await countSome(run, table, query, FEW);
      return some < FEW ? some : await countAll(run, selectListed(table, query, 'created_at, id'), query);
    },
  };
}

function gramQuery(tenantId: bigint, clauses: readonly TokenClause[]): SearchQuery {
  const asked = conditions(tenantId, clauses);
  return new SearchQuery(asked.map((any) => any.map(({ operator }) => operator).join('|')).join(' '), [
    tenantId,
    ...asked.flatMap((any) => any.map(({ tokens }) => tokens)),
  ]);
}

/** Found before anything else: a planner that takes hits for few, or others for fewer, looks each of those up in the gram index. */
function matches(table: Searchable, query: SearchQuery) {
  const hits = sql`with hits as materialized (${bound(found(table, query, 'id'), query)}) select id from hits`;
  return sql<SqlBool>`${sql.ref(`${table}.id`)} in (${hits})`;
}

export function searchWriter(run: Execute): SearchWriter {
  return {
    ...searchReader(run),
    async index(table, tenantId, id, tokens) {
      if (tokens.length === 0) {
        await this.unindex(table, tenantId, [id]);
        return;
      }
      const text = TEXTS[table];
      if (text !== undefined) {
        await indexTexts(run, table, text, tenantId, [id]);
        return;
      }
      await run(
        `${hasLists(table) ? `WITH ${relist(table)}` : ''}
         INSERT INTO ${table}_search (tenant_id, id, grams) VALUES ($1, $2, $3::text[])
           ON CONFLICT (tenant_id, id) DO UPDATE SET grams = excluded.grams`,
        [tenantId, id, markedSet(tenantId, tokens)],
      );
    },
    async hitsChanged(table, tenantId, ids) {
      if (TEXTS[table] === undefined || ids.length === 0) return;
      await run(
        `UPDATE ${table}_search AS kept SET ${TEXTS[table].hits.map((column) => `${column} = record.${column}`).join(', ')}
           FROM ${table} AS record
          WHERE kept.tenant_id = $1 AND kept.id = ANY ($2::bigint[]) AND record.tenant_id = $1 AND record.id = kept.id`,
        [tenantId, idsLiteral(ids)],
      );
    },
    async unindex(table, tenantId, ids) {
      if (ids.length === 0) return;
      await run(
        `${hasLists(table) ? `WITH ${unlist(table)}` : ''}
         DELETE FROM ${table}_search WHERE tenant_id = $1 AND id = ANY ($2::bigint[])`,
        [tenantId, idsLiteral(ids)],
      );
    },
    async indexNew(table, tenantId, records) {
      if (records.length === 0) return;
      const ids = records.map(({ id }) => id);
      const text = TEXTS[table];
      if (text !== undefined) {
        await indexTexts(run, table, text, tenantId, ids);
        return;
      }
      const grams = arrayLiteral(
        records.map(({ tokens }) => (typeof tokens === 'string' ? tokens : markedSet(tenantId, tokens))),
      );
      await run(
        `WITH new AS (SELECT id, grams::text[] AS grams FROM unnest($2::bigint[], $3::text[]) AS new (id, grams))
         ${hasLists(table) ? `, ${listNew(table)}` : ''}
         INSERT INTO ${table}_search (tenant_id, id, grams) SELECT $1, id, grams FROM new`,
        [tenantId, idsLiteral(ids), grams],
      );
    },
  };
}

/** Copies the texts of records, of which their grams are made, and what tells their hits apart. */
async function indexTexts(
  run: Execute,
  table: Searchable,
  { text, hits }: KeptText,
  tenantId: bigint,
  ids: readonly bigint[],
): Promise<void> {
  const copied = hits.join(', ');
  await run(
    `INSERT INTO ${table}_search (tenant_id, id, words, ${copied})
     SELECT tenant_id, id, ${text}, ${copied} FROM ${table} WHERE tenant_id = $1 AND id = ANY ($2::bigint[])
         ON CONFLICT (tenant_id, id) DO UPDATE SET (words, ${copied}) = ROW (excluded.words, ${hits.map((column) => `excluded.${column}`).join(', ')})`,
    [tenantId, idsLiteral(ids)],
  );
}

function idsLiteral(ids: readonly bigint[]): string {
  return `{${ids.join(',')}}`;
}

/** So many matches are counted sooner by reading a row for each than by reading long lists. */
const FEW = 3000;

async function countAll(run: Execute, rows: string, { values }: SearchQuery): Promise<number> {
  const counted = await run(`SELECT count(*) AS n FROM (${rows}) AS found`, values);
  return counted.rows[0]!['n'] as number;
}

async function countSome(run: Execute, table: Searchable, query: SearchQuery, most: number): Promise<number> {
  const { values } = query;
  const limit = `LIMIT $${values.length + 1}`;
  const counted = await run(
    hasLists(table)
      ? // Planned as if all were wanted: a few would be looked for row by row, without the index.
        `WITH found AS MATERIALIZED (${found(table, query, 'id')}) ` +
          `SELECT count(*) AS n FROM (SELECT 1 FROM found ${limit}) AS counted`
      : `SELECT count(*) AS n FROM (${found(table, query, 'id')} ${limit}) AS counted`,
    [...values, most],
  );
  return counted.rows[0]!['n'] as number;
}

/** The rows that a query finds; the query's values are its parameters. */
function found(table: Searchable, query: SearchQuery, columns: string): string {
  if (isOneOfLists(query) && hasLists(table)) return selectListed(table, query, columns);
  return `SELECT ${columns} FROM ${table}_search WHERE tenant_id = $1 AND ${carriesAll(table, query)}`;
}

function carriesAll(table: Searchable, query: SearchQuery): string {
  if (isOneOfLists(query) || isAllOfLists(query)) return carriesListed(query);
  let at = 1;
  const clauses = operatorsOf(query.form).map((any) =>
    any.map((operator) => condition(table, operator, (at += 1))).join(' OR '),
  );
  return clauses.map((any) => `(${any})`).join(' AND ');
}

/** Stands for the operator that a text is part of the record's. */
const WITHIN = 'within';

/**
 * Planned without the tokens, so once a connection: for each question anew takes longer than most of them run, and a plan
 * that knows of many rows may compare every row's grams, 15 µs each.
 */
function condition(table: Searchable, operator: string, at: number): string {
  if (operator === WITHIN) return `strpos(words, $${at}) > 0`;
  return `${gramsOf(table)} ${operator} (SELECT $${at}::text[])`;
}

/** A text with parameters as part of a statement of the query builder. */
function bound(text: string, { values }: SearchQuery): RawBuilder<unknown> {
  const parts = text.split(/\$(\d+)/);
  const bind = (part: string, at: number) => (at % 2 === 0 ? sql.raw(part) : sql`${values[Number(part) - 1]}`);
  return sql.join(parts.map(bind), sql.raw(''));
}

/** The form names the operators of each clause. */
function operatorsOf(form: string): string[][] {
  return form.split(' ').map((any) => any.split('|'));
}

interface GramCondition {
  readonly operator: '@>' | '&&';
  /** An array's literal. */
  readonly tokens: string;
}

/** For each clause what one of must hold. Single tokens go into one condition: a choice may stand for thousands of options. */
function conditions(tenantId: bigint, clauses: readonly TokenClause[]): GramCondition[][] {
  if (clauses.length === 0) throw new RangeError('A search needs at least one clause');
  return clauses.map((sets) => {
    const any: GramCondition[] = sets
      .filter((tokens) => tokens.length !== 1)
      .map((tokens) => ({ operator: '@>', tokens: allOf(tenantId, tokens) }));
    const singles = sets.flatMap((tokens) => (tokens.length === 1 ? tokens : []));
    return singles.length === 0 ? any : [...any, { operator: '&&', tokens: markedSet(tenantId, singles) }];
  });
}

function allOf(tenantId: bigint, tokens: readonly string[]): string {
  if (tokens.length === 0) throw new RangeError('A search needs at least one token');
  return markedSet(tenantId, tokens);
}
