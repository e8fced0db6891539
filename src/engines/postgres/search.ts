import { type Expression, type SqlBool, sql } from 'kysely';
import { type IndexEntry, SearchQuery, type SearchReader, type SearchWriter, type TokenClause } from '../engine.ts';
import { execute } from './connection.ts';

type Execute = (text: string, parameters: readonly unknown[]) => ReturnType<typeof execute>;

/** The gram index: a row for each record with all its grams, under one GIN index of tenant and grams. */
export function searchReader(run: Execute): SearchReader {
  return {
    query(tenantId, ...clauses) {
      const asked = conditions(clauses);
      return new SearchQuery(asked.map((any) => any.map(({ operator }) => operator).join('|')).join(' '), [
        tenantId,
        ...asked.flatMap((any) => any.map(({ tokens }) => tokens)),
      ]);
    },
    matches: (table, query) =>
      sql<SqlBool>`${sql.ref(`${table}.id`)} in (select s.id from ${sql.table(`${table}_search`)} as s where ${carriesAll(query)})`,
    hits: (table, query) => ({
      rows: sql`(select s.id as hit from ${sql.table(`${table}_search`)} as s where ${carriesAll(query)})`,
      on: (alias) => sql<SqlBool>`${sql.ref(`${alias}.hit`)} = ${sql.ref(`${table}.id`)}`,
    }),
    async count(table, { form, values }, most) {
      let at = 1;
      const carries = operatorsOf(form).map((any) => {
        const tests = any.map((operator) => `grams ${operator} $${(at += 1)}::text[]`);
        return `(${tests.join(' OR ')})`;
      });
      const found = `FROM ${table}_search WHERE tenant_id = $1 AND ${carries.join(' AND ')}`;
      const { rows } =
        most === undefined
          ? await run(`SELECT count(*) AS n ${found}`, values)
          : // Planned as if all were wanted: a few would be looked for row by row, without the index.
            await run(
              `WITH found AS MATERIALIZED (SELECT 1 ${found}) ` +
                `SELECT count(*) AS n FROM (SELECT 1 FROM found LIMIT $${at + 1}) AS counted`,
              [...values, most],
            );
      return rows[0]!['n'] as number;
    },
    entry: (_tenantId, tokens) => arrayLiteral(tokens) as IndexEntry,
  };
}

export function searchWriter(run: Execute): SearchWriter {
  return {
    ...searchReader(run),
    async index(table, tenantId, id, tokens) {
      if (tokens.length === 0) {
        await run(`DELETE FROM ${table}_search WHERE tenant_id = $1 AND id = $2`, [tenantId, id]);
        return;
      }
      await run(
        `INSERT INTO ${table}_search (tenant_id, id, grams) VALUES ($1, $2, $3::text[])
           ON CONFLICT (tenant_id, id) DO UPDATE SET grams = excluded.grams`,
        [tenantId, id, arrayLiteral(tokens)],
      );
    },
    async indexNew(table, tenantId, records) {
      if (records.length === 0) return;
      const ids = `{${records.map(({ id }) => id).join(',')}}`;
      const grams = arrayLiteral(
        records.map(({ tokens }) => (typeof tokens === 'string' ? tokens : arrayLiteral(tokens))),
      );
      await run(
        `INSERT INTO ${table}_search (tenant_id, id, grams)
           SELECT $1, new.id, new.grams::text[] FROM unnest($2::bigint[], $3::text[]) AS new (id, grams)`,
        [tenantId, ids, grams],
      );
    },
  };
}

function carriesAll({ form, values: [tenantId, ...literals] }: SearchQuery): Expression<SqlBool> {
  let at = 0;
  const carries = operatorsOf(form).map((any) => {
    const tests = any.map((operator) => sql`s.grams ${sql.raw(operator)} ${literals[at++]}::text[]`);
    return sql`(${sql.join(tests, sql` or `)})`;
  });
  return sql<SqlBool>`s.tenant_id = ${tenantId} and ${sql.join(carries, sql` and `)}`;
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
function conditions(clauses: readonly TokenClause[]): GramCondition[][] {
  if (clauses.length === 0) throw new RangeError('A search needs at least one clause');
  return clauses.map((sets) => {
    const any: GramCondition[] = sets
      .filter((tokens) => tokens.length !== 1)
      .map((tokens) => ({ operator: '@>', tokens: allOf(tokens) }));
    const singles = sets.flatMap((tokens) => (tokens.length === 1 ? tokens : []));
    return singles.length === 0 ? any : [...any, { operator: '&&', tokens: arrayLiteral(singles) }];
  });
}

function allOf(tokens: readonly string[]): string {
  if (tokens.length === 0) throw new RangeError('A search needs at least one token');
  return arrayLiteral(tokens);
}

function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
