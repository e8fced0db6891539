import { type RawBuilder, sql } from 'kysely';
import {
  hasLists,
  isListed,
  type Searchable,
  type SearchQuery,
  type SearchWriter,
  type TokenClause,
} from '../engine.ts';
import { marked } from '../index-entry.ts';
import type { Connection } from './connection.ts';

/**
 * Lists of the records that carry a token (engine.ts, `listed`), in the order of making. FTS5 tells thousands of hits at once,
 * but to know when each was made is a look into an index of them, 1.5 microseconds each.
 */

type Execute = Connection['execute'];

/** The form of a query that has the tenant and a listed token as its second and third value. */
export const OF_LIST = 'list';

/** The token of a query for a single listed one; null for any other. */
export function listedToken(clauses: readonly TokenClause[]): string | null {
  const [[[token, another] = [], ...sets] = [], ...more] = clauses;
  const isSingle = token !== undefined && another === undefined && sets.length === 0 && more.length === 0;
  return isSingle && isListed(token) ? token : null;
}

export function isOfList(table: Searchable, { form }: SearchQuery): boolean {
  return form === OF_LIST && hasLists(table);
}

export function selectListed(
  table: Searchable,
  { values: [, tenantId, token] }: SearchQuery,
): RawBuilder<{ id: bigint; created_at: number }> {
  const list = sql.table(`${table}_listed`);
  return sql`(select created_at, id from ${list} where tenant_id = ${tenantId} and token = ${token})`;
}

/** Puts a record into the lists of the tokens, and out of all others. */
export function relist(
  execute: Execute,
  table: Searchable,
  tenantId: bigint,
  id: bigint,
  tokens: readonly string[],
): void {
  if (!hasLists(table)) return;
  const listed = JSON.stringify(tokens.filter(isListed));
  execute(
    `DELETE FROM ${table}_listed WHERE tenant_id = ? AND id = ? AND token NOT IN (SELECT value FROM json_each(?))`,
    [tenantId, id, listed],
  );
  execute(
    `INSERT OR IGNORE INTO ${table}_listed (tenant_id, token, created_at, id)
     SELECT record.tenant_id, token.value, record.created_at, record.id
       FROM ${table} AS record, json_each(?) AS token WHERE record.tenant_id = ? AND record.id = ?`,
    [listed, tenantId, id],
  );
}

/** Takes records out of their lists. */
export function unlist(execute: Execute, table: Searchable, tenantId: bigint, ids: readonly bigint[]): void {
  if (!hasLists(table)) return;
  execute(`DELETE FROM ${table}_listed WHERE tenant_id = ? AND id IN (SELECT value FROM json_each(?))`, [
    tenantId,
    `[${ids.join()}]`,
  ]);
}

/** Puts new records into their lists; in the lists' order, which writes fewer pages. */
export function listNew(
  execute: Execute,
  table: Searchable,
  tenantId: bigint,
  records: Parameters<SearchWriter['indexNew']>[2],
): void {
  if (!hasLists(table)) return;
  const mark = marked(tenantId, '').length;
  const entries = records.map(({ id, tokens }) => {
    const all = typeof tokens === 'string' ? tokens.split(' ').map((token) => token.slice(mark)) : tokens;
    return `[${id},${JSON.stringify([...new Set(all.filter(isListed))])}]`;
  });
  execute(
    `INSERT INTO ${table}_listed (tenant_id, token, created_at, id)
     SELECT record.tenant_id, token.value, record.created_at, record.id
       FROM json_each(?) AS entry
       CROSS JOIN ${table} AS record ON record.tenant_id = ? AND record.id = entry.value ->> 0
       CROSS JOIN json_each(entry.value, '$[1]') AS token
      ORDER BY token.value, record.created_at, record.id`,
    [`[${entries.join()}]`, tenantId],
  );
}
