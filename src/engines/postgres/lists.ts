import { isListed, listed, type Searchable, SearchQuery, type TokenClause } from '../engine.ts';

/**
 * Lists of the records that carry a token, for tokens that thousands do (engine.ts, `listed`). GIN keeps no visibility, so
 * that counting reads a row for each match, from as many pages; a list is read off its index, in the order of making.
 * They take more room and writing than the gram index itself, so only companies, which are few, have them.
 */
const withLists: ReadonlySet<Searchable> = new Set<Searchable>(['companies']);

const MARKED = `token LIKE '${listed('%')}'`;

export function hasLists(table: Searchable): boolean {
  return withLists.has(table);
}

/** The question for records with one of some listed tokens; null for any other. */
export function listQuery(tenantId: bigint, clauses: readonly TokenClause[]): SearchQuery | null {
  const [sets = [], another] = clauses;
  const tokens = sets.flatMap((set) => (set.length === 1 ? set : []));
  if (another !== undefined || tokens.length !== sets.length || !tokens.every(isListed)) return null;
  return new SearchQuery('listed', [tenantId, ...tokens]);
}

export function isListQuery({ form }: SearchQuery): boolean {
  return form === 'listed';
}

/** The rows that stand in a query's lists; the query's values are its parameters. */
export function selectListed(table: Searchable, { values }: SearchQuery, columns: string): string {
  const tokens = values.slice(1).map((_token, at) => `$${at + 2}`);
  // A record may stand in several of them.
  const distinct = tokens.length > 1 ? 'DISTINCT ' : '';
  return `SELECT ${distinct}${columns} FROM ${table}_listed WHERE tenant_id = $1 AND token IN (${tokens.join()})`;
}

/** Parts of a statement that put record $2 into the lists of the tokens $3, and out of all others. */
export function relist(table: Searchable): string {
  return `
    record AS (SELECT created_at FROM ${table} WHERE tenant_id = $1 AND id = $2),
    unlisted AS (
      DELETE FROM ${table}_listed
       WHERE tenant_id = $1 AND created_at = (SELECT created_at FROM record) AND id = $2
         -- As an array, so that each is looked up: a join would be planned for lists of unknown length.
         AND token = ANY (ARRAY(
           SELECT token FROM ${table}_search, unnest(grams) AS token
            WHERE tenant_id = $1 AND id = $2 AND ${MARKED} AND token <> ALL ($3::text[])))),
    listed AS (
      INSERT INTO ${table}_listed (tenant_id, token, created_at, id)
      SELECT $1::bigint, token, record.created_at, $2::bigint FROM record, unnest($3::text[]) AS token
       WHERE ${MARKED}
          ON CONFLICT DO NOTHING)`;
}

/** The part of a statement that takes the records $2 out of their lists. */
export function unlist(table: Searchable): string {
  return `
    unlisted AS (
      DELETE FROM ${table}_listed
       WHERE (tenant_id, token, created_at, id) IN (
         SELECT record.tenant_id, token, record.created_at, record.id
           FROM ${table}_search AS former JOIN ${table} AS record USING (tenant_id, id), unnest(former.grams) AS token
          WHERE tenant_id = $1 AND id = ANY ($2::bigint[]) AND ${MARKED}))`;
}

/** The part of a statement that puts the records of `new` into lists; in the lists' order, which writes fewer pages. */
export function listNew(table: Searchable): string {
  return `
    listed AS (
      INSERT INTO ${table}_listed (tenant_id, token, created_at, id)
      SELECT record.tenant_id, token, record.created_at, record.id
        FROM new JOIN ${table} AS record ON record.tenant_id = $1 AND record.id = new.id, unnest(new.grams) AS token
       WHERE ${MARKED}
       ORDER BY token, record.created_at, record.id)`;
}
