import { sql, type Expression, type SqlBool } from 'kysely';
import { contains } from '#crm/search/contains.ts';
import type { Reader } from '#crm/store.ts';
import type { SearchQuery } from '#engines/engine.ts';

/** Which rows of `companies` a statement asks for, in values that stand ready for it (engines/prepare-forms.ts). */
export interface Matching {
  readonly tenantId: bigint;
  readonly withDeleted: boolean;
  /** What the gram index is asked; the rest is tested on what it finds. */
  readonly hits: SearchQuery | null;
  /** Folded texts that names contain, where the index doesn't decide that. */
  readonly names: readonly string[];
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

/** The statement for the companies that are asked for, but for what only code can tell. */
export function matchingRows(db: Reader, matching: Matching) {
  return startOf(db, matching.hits).where((eb) => {
    const all: Expression<SqlBool>[] = [eb('companies.tenant_id', '=', matching.tenantId)];
    if (!matching.withDeleted) all.push(eb('companies.deleted_at', 'is', null));
    for (const account of matching.accounts) {
      // The second condition opens the index, which holds no empty accounts.
      all.push(eb('companies.service_account', '=', account), sql<SqlBool>`companies.service_account <> ''`);
    }
    for (const name of matching.names) all.push(contains<'companies'>('companies.name_key', name));
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
