import { sql, type Expression, type SqlBool } from 'kysely';
import { contains } from '#crm/search/contains.ts';
import type { Reader } from '#crm/store.ts';
import type { SearchQuery } from '#engines/engine.ts';
import type { OrderTerm } from './page-order.ts';

/** Which rows of `companies` a statement asks for, in values that stand ready for it (engines/prepare-forms.ts). */
export interface Matching {
  readonly tenantId: bigint;
  readonly withDeleted: boolean;
  /** What the gram index is asked; the rest is tested on what it finds. */
  readonly hits: SearchQuery | null;
  /** The index is known to find thousands. */
  readonly manyHits: boolean;
  /** Folded texts that names contain, where the index doesn't decide that. */
  readonly names: readonly string[];
  /** Only those whose name lacks one of these. */
  readonly lacksName: boolean;
  readonly accounts: readonly string[];
  readonly created: readonly TimeSpan[];
  readonly updated: readonly TimeSpan[];
  readonly choices: readonly ChoiceTest[];
}

/** UTC ms; `before` is exclusive. */
export interface TimeSpan {
  readonly from: number | undefined;
  readonly before: number | undefined;
}

/** Whether a company carries one of some options; or, with `isNot`, none of them. */
export interface ChoiceTest {
  readonly options: SearchQuery;
  readonly isNot: boolean;
}

/**
 * Whether the index has a list of what is asked for, in the order of making: then there is no need to look at rows, nor to
 * gather them all for a page. @param order none where rows are only counted
 */
export function isInList(db: Reader, matching: Matching, order: readonly OrderTerm[] = []): boolean {
  return listOf(db, matching, order) !== null;
}

function listOf(
  db: Reader,
  { hits, manyHits, names, accounts, updated, choices }: Matching,
  order: readonly OrderTerm[],
) {
  const asksMore = [names, accounts, updated, choices].some(({ length }) => length > 0);
  const byUpdate = order.some(({ by }) => by === 'updated_at');
  return hits === null || asksMore || byUpdate ? null : db.search.listed('companies', hits, manyHits);
}

/**
 * The statement for the companies that are asked for, but for what only code can tell.
 * @param order none where rows are only counted; it tells which columns are needed besides the id
 */
export function matchingRows(db: Reader, matching: Matching, order: readonly OrderTerm[] = []) {
  const list = listOf(db, matching, order);
  const rows =
    list === null
      ? startOf(db, matching.hits)
      : // In the place of the table, of which no other columns are asked.
        (db.sql.selectFrom(list.as('companies')) as unknown as ReturnType<typeof startOf>);
  return rows.where((eb) => {
    const all: Expression<SqlBool>[] = [];
    if (list === null) all.push(eb('companies.tenant_id', '=', matching.tenantId));
    if (list === null && !matching.withDeleted) all.push(eb('companies.deleted_at', 'is', null));
    for (const account of matching.accounts) {
      // The second condition opens the index, which holds no empty accounts.
      all.push(eb('companies.service_account', '=', account), sql<SqlBool>`companies.service_account <> ''`);
    }
    const containsAll = matching.names.map((name) => contains<'companies'>('companies.name_key', name));
    if (matching.lacksName) all.push(eb.not(eb.and(containsAll)));
    else all.push(...containsAll);
    for (const column of ['created', 'updated'] as const) {
      for (const { from, before } of matching[column]) {
        if (from !== undefined) all.push(eb(`companies.${column}_at`, '>=', from));
        if (before !== undefined) all.push(eb(`companies.${column}_at`, '<', before));
      }
    }
    for (const { options, isNot } of matching.choices) {
      const carries = db.search.matches('companies', options);
      all.push(isNot ? eb.not(carries) : carries);
    }
    return eb.and(all);
  });
}

function startOf(db: Reader, query: SearchQuery | null) {
  const rows = db.sql.selectFrom('companies');
  if (query === null) return rows;
  const hits = db.search.hits('companies', query);
  const joined = rows.innerJoin(hits.rows.as('hits'), (join) => join.on(hits.on('hits')));
  // Nothing but the join itself speaks of the hits.
  return joined as unknown as typeof rows;
}
