import { type Expression, type SqlBool, sql } from 'kysely';
import type { SearchReader, SearchWriter, Searchable, TokenClause } from '../engine.ts';
import { execute } from './connection.ts';

type Execute = (text: string, parameters: readonly unknown[]) => ReturnType<typeof execute>;

/** The gram index: a row for each record with all its grams, under one GIN index of tenant and grams. */
export function searchReader(run: Execute): SearchReader {
  const reader: SearchReader = {
    matches: (table, tenantId, ...sets) => reader.matchesClauses(table, tenantId, [sets]),
    count: (table, tenantId, ...sets) => reader.countClauses(table, tenantId, [sets]),
    matchesClauses(table: Searchable, tenantId: bigint, clauses): Expression<SqlBool> {
      const index = sql.table(`${table}_search`);
      return sql<SqlBool>`${sql.ref(`${table}.id`)} in (select s.id from ${index} as s where s.tenant_id = ${tenantId} and ${carriesAll(clauses)})`;
    },
    hits(table, tenantId, ...sets) {
      const index = sql.table(`${table}_search`);
      return {
        rows: sql`(select s.id as hit from ${index} as s where s.tenant_id = ${tenantId} and ${carriesAll([sets])})`,
        on: (alias) => sql<SqlBool>`${sql.ref(`${alias}.hit`)} = ${sql.ref(`${table}.id`)}`,
      };
    },
    async countClauses(table, tenantId, clauses, most) {
      const parameters: unknown[] = [tenantId];
      const carries = conditions(clauses).map((sets) => {
        const any = sets.map(({ operator, tokens }) => `grams ${operator} $${parameters.push(tokens)}::text[]`);
        return `(${any.join(' OR ')})`;
      });
      const found = `FROM ${table}_search WHERE tenant_id = $1 AND ${carries.join(' AND ')}`;
      const { rows } = await run(
        most === undefined
          ? `SELECT count(*) AS n ${found}`
          : // Planned as if all were wanted: a few would be looked for row by row, without the index.
            `WITH found AS MATERIALIZED (SELECT 1 ${found}) ` +
              `SELECT count(*) AS n FROM (SELECT 1 FROM found LIMIT $${parameters.push(most)}) AS counted`,
        parameters,
      );
      return rows[0]!['n'] as number;
    },
  };
  return reader;
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
      const grams = arrayLiteral(records.map(({ tokens }) => arrayLiteral(tokens)));
      await run(
        `INSERT INTO ${table}_search (tenant_id, id, grams)
           SELECT $1, new.id, new.grams::text[] FROM unnest($2::bigint[], $3::text[]) AS new (id, grams)`,
        [tenantId, ids, grams],
      );
    },
  };
}

function carriesAll(clauses: readonly TokenClause[]): Expression<SqlBool> {
  const carries = conditions(clauses).map((sets) => {
    const any = sets.map(({ operator, tokens }) => sql`s.grams ${sql.raw(operator)} ${tokens}::text[]`);
    return sql`(${sql.join(any, sql` or `)})`;
  });
  return sql<SqlBool>`${sql.join(carries, sql` and `)}`;
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
