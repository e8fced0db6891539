import postgres from 'postgres';
import { markedSet } from '#engines/index-entry.ts';
import type { BareDatabase, BareDialect, Row } from './database.ts';

const arrayLiteral = (texts: readonly unknown[]): string =>
  `{${texts.map((text) => `"${String(text).replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;

const HITS =
  'created_at, type_id, customer_id, created_by_agent_id, owner_agent_id, owner_department_id, service_agent_id, service_department_id';

const dialect: BareDialect = {
  idsIn: (column, n) => `${column} = ANY($${n}::bigint[])`,
  ids: arrayLiteral,
  // An array, which is made first: of a list the planner expects so many rows that it walks the table in the page's order.
  matches: (table, n, tenant) =>
    `r.id = ANY(ARRAY(SELECT s.id FROM ${table}_search s WHERE s.tenant_id = $${tenant} AND s.grams @> $${n}::text[]))`,
  countMatches: (table) => `SELECT count(*) AS n FROM ${table}_search WHERE tenant_id = $2 AND grams @> $1::text[]`,
  tokens: markedSet,
  indexTokens: (table) =>
    table === 'follow_ups'
      ? `INSERT INTO follow_ups_search (tenant_id, id, words, ${HITS}) SELECT tenant_id, id, $3, ${HITS} FROM follow_ups WHERE tenant_id = $1 AND id = $2`
      : `INSERT INTO ${table}_search (tenant_id, id, grams) VALUES ($1, $2, $3::text[])
           ON CONFLICT (tenant_id, id) DO UPDATE SET grams = excluded.grams`,
  indexed: markedSet,
  // The index makes the tokens of it.
  indexedText: (_tenantId, text) => text,
};

/** A PostgreSQL store through postgres.js alone. */
export function openPostgres(url: string): BareDatabase {
  const sql = postgres(url, {
    max: 10,
    prepare: true,
    onnotice: () => undefined,
    types: { bigint: postgres.BigInt },
  });
  const bindable = (parameters: readonly unknown[]): never[] => parameters as never[];
  return {
    dialect,
    read: async (statement, parameters) =>
      (await sql.unsafe(statement, bindable(parameters), { prepare: true })) as Row[],
    async write(work) {
      await sql.begin(async (transaction) => {
        await work(
          async (statement, parameters) =>
            (await transaction.unsafe(statement, bindable(parameters), { prepare: true })) as unknown as Row[],
        );
      });
    },
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 });
    },
  };
}
