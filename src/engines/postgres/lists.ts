import { marked } from '../index-entry.ts';
import { isListed, listed, type Searchable, SearchQuery, type TokenClause } from '../engine.ts';

/**
 * Lists of the records that carry a token, for tokens that thousands do (engine.ts, `listed`). GIN keeps no visibility, so
 * that counting reads a row for each match, from as many pages; a list is read off its index, in the order of making.
 */

const IS_LISTED = `starts_with(token, $1::bigint::text || '${marked('', listed(''))}')`;

const ONE_OF = 'one of lists';
const ALL_OF = 'all of lists';

/** The question for records with one of some listed tokens, or with several of them; null for any other. */
export function listQuery(tenantId: bigint, clauses: readonly TokenClause[]): SearchQuery | null {
  const [sets = [], another] = clauses;
  const [first = []] = sets;
  const tokens = sets.flat();
  if (another !== undefined || !tokens.every(isListed)) return null;
  const values = [tenantId, ...tokens.map((token) => marked(tenantId, token))];
  if (sets.every((set) => set.length === 1)) return new SearchQuery(ONE_OF, values);
  return sets.length === 1 && first.length > 1 ? new SearchQuery(ALL_OF, values) : null;
}

export function isOneOfLists({ form }: SearchQuery): boolean {
  return form === ONE_OF;
}

export function isAllOfLists({ form }: SearchQuery): boolean {
  return form === ALL_OF;
}

/**
 * The rows that stand in one or all of a query's lists; the query's values are its parameters. Columns in the lists' order,
 * (created_at, id), need no sorting where several are compared.
 */
export function selectListed(table: Searchable, query: SearchQuery, columns: string): string {
  const tokens = placesOfTokens(query);
  const ofLists = (which: string) => `SELECT ${columns} FROM ${table}_listed WHERE tenant_id = $1 AND token ${which}`;
  // In turn through the sorted lists, however long a plan takes them for: a join's plan may look up each row instead.
  if (isAllOfLists(query)) return tokens.map((token) => ofLists(`= ${token}`)).join(' INTERSECT ALL ');
  // A record may stand in several of them.
  return tokens.length === 1
    ? ofLists(`= ${tokens[0]}`)
    : `SELECT DISTINCT * FROM (${ofLists(`IN (${tokens.join()})`)}) AS found`;
}

/** What rows of the gram index satisfy that answer a query of lists. */
export function carriesListed(query: SearchQuery): string {
  const operator = isAllOfLists(query) ? '@>' : '&&';
  return `grams ${operator} ARRAY[${placesOfTokens(query).join()}]::text[]`;
}

function placesOfTokens({ values }: SearchQuery): string[] {
  return values.slice(1).map((_token, at) => `$${at + 2}`);
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
            WHERE tenant_id = $1 AND id = $2 AND ${IS_LISTED} AND token <> ALL ($3::text[])))),
    listed AS (
      INSERT INTO ${table}_listed (tenant_id, token, created_at, id)
      SELECT $1::bigint, token, record.created_at, $2::bigint FROM record, unnest($3::text[]) AS token
       WHERE ${IS_LISTED}
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
          WHERE tenant_id = $1 AND id = ANY ($2::bigint[]) AND ${IS_LISTED}))`;
}

/** The part of a statement that puts the records of `new` into lists; in the lists' order, which writes fewer pages. */
export function listNew(table: Searchable): string {
  return `
    listed AS (
      INSERT INTO ${table}_listed (tenant_id, token, created_at, id)
      SELECT record.tenant_id, token, record.created_at, record.id
        FROM new JOIN ${table} AS record ON record.tenant_id = $1 AND record.id = new.id, unnest(new.grams) AS token
       WHERE ${IS_LISTED}
       ORDER BY token, record.created_at, record.id)`;
}
