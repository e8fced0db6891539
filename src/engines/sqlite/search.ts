import { type Expression, type SqlBool, sql } from 'kysely';
import { SearchQuery, type SearchReader, type SearchWriter, type Searchable, type TokenClause } from '../engine.ts';
import { marked, markedText } from '../index-entry.ts';
import type { Connection } from './connection.ts';
import { IN_ORDER } from './ddl.ts';
import { isOfList, listedToken, listNew, OF_LIST, relist, selectListed, unlist } from './lists.ts';
import type { PendingIndex } from './pending-index.ts';

type Execute = Connection['execute'];

/** The gram index in FTS5: one contentless row for each record, its tokens marked with their tenant. */
export function searchReader(execute: Execute): SearchReader {
  return {
    query(tenantId, ...clauses) {
      const match = everyOf(tenantId, clauses);
      const token = listedToken(clauses);
      return token === null ? new SearchQuery('', [match]) : new SearchQuery(OF_LIST, [match, tenantId, token]);
    },
    queryPart(table, tenantId, { inTurn, beside, facets }) {
      if (!IN_ORDER.has(table)) return null;
      const all = inTurn.length === 0 ? [] : [quoted(inTurn.map((token) => marked(tenantId, token)).join(' '))];
      if (beside.length > 0) all.push(allOf(tenantId, beside));
      if (facets.length > 0) all.push(everyOf(tenantId, facets));
      return new SearchQuery('', [all.join(' AND ')]);
    },
    matches,
    // Behind a plus the index finds no rows by it.
    among: (table, query) => sql<SqlBool>`+${matches(table, query)}`,
    hits(table, { values: [match] }) {
      const index = sql.table(`${table}_search`);
      return {
        rows: sql`(select rowid as hit from ${index} where ${index} match ${match})`,
        on: (alias) => sql<SqlBool>`${sql.ref(`${alias}.hit`)} = ${sql.ref(`${table}.row_no`)}`,
        columns: new Set(),
      };
    },
    listed: (table, query) => (isOfList(table, query) ? selectListed(table, query) : null),
    async count(table, { values: [match] }, most) {
      const { rows } = execute(`SELECT count(*) AS n FROM ${table}_search WHERE ${table}_search MATCH ?`, [match]);
      return Math.min(rows[0]!['n'] as number, most ?? Infinity);
    },
  };
}

function matches(table: Searchable, { values: [match] }: SearchQuery): Expression<SqlBool> {
  const index = sql.table(`${table}_search`);
  return sql<SqlBool>`${sql.ref(`${table}.row_no`)} in (select rowid from ${index} where ${index} match ${match})`;
}

/** Changes of the index stay in `pending` until its owner writes them. */
export function searchWriter(execute: Execute, pending: PendingIndex): SearchWriter {
  return {
    ...searchReader(execute),
    async indexNew(table, tenantId, records) {
      const rowNumbers = rowNumbersOf(
        execute,
        table,
        tenantId,
        records.map(({ id }) => id),
      );
      for (const { id, tokens } of records) {
        pending.set(table, rowNumbers.get(id), typeof tokens === 'string' ? tokens : markedText(tenantId, tokens));
      }
      listNew(execute, table, tenantId, records);
    },
    // FTS5 keeps tokens alone.
    hitsChanged: async () => undefined,
    async unindex(table, tenantId, ids) {
      for (const rowNo of rowNumbersOf(execute, table, tenantId, ids).values()) pending.set(table, rowNo, null);
      unlist(execute, table, tenantId, ids);
    },
    async index(table, tenantId, id, tokens) {
      const { rows } = execute(`SELECT row_no FROM ${table} WHERE tenant_id = ? AND id = ?`, [tenantId, id]);
      pending.set(table, rows[0]!['row_no'], tokens.length === 0 ? null : markedText(tenantId, tokens));
      relist(execute, table, tenantId, id, tokens);
    },
  };
}

/** By id; the ids go as one JSON text, so that a list of any length is one statement. */
function rowNumbersOf(
  execute: Execute,
  table: Searchable,
  tenantId: bigint,
  ids: readonly bigint[],
): ReadonlyMap<unknown, unknown> {
  const { rows } = execute(
    `SELECT id, row_no FROM ${table} WHERE tenant_id = ? AND id IN (SELECT value FROM json_each(?))`,
    [tenantId, `[${ids.join()}]`],
  );
  return new Map(rows.map((row) => [row['id'], row['row_no']]));
}

function everyOf(tenantId: bigint, clauses: readonly TokenClause[]): string {
  if (clauses.length === 0) throw new RangeError('A search needs at least one clause');
  return clauses.map((sets) => anyOf(sets.map((tokens) => `(${allOf(tenantId, tokens)})`))).join(' AND ');
}

/** Parted in halves: FTS5 copies what it has read of a plain list at each further entry. */
function anyOf(parts: readonly string[]): string {
  if (parts.length <= 8) return `(${parts.join(' OR ')})`;
  const middle = parts.length >> 1;
  return `(${anyOf(parts.slice(0, middle))} OR ${anyOf(parts.slice(middle))})`;
}

function allOf(tenantId: bigint, tokens: readonly string[]): string {
  if (tokens.length === 0) throw new RangeError('A search needs at least one token');
  return tokens.map((token) => quoted(marked(tenantId, token))).join(' AND ');
}

/** One token, or several that follow each other. */
function quoted(tokens: string): string {
  return `"${tokens.replaceAll('"', '""')}"`;
}
