import { readCount } from '#crm/counts.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { candidatesOf, inChunks } from './candidates.ts';
import {
  choiceConditions,
  filterTokens,
  indexed,
  recheck,
  rowConditions,
  type CompanyFilter,
} from './company-filter.ts';
import { ALL_COMPANIES, LIVING_COMPANIES } from './counts.ts';
import { isChoice, type Life } from './search-tokens.ts';

/**
 * How many companies a filter lets through, exactly. Kept counts and the gram index answer where they can; other filters
 * count rows, at a cost in proportion to the matches.
 */
export async function countCompanies(db: Reader, who: Caller, filter: CompanyFilter): Promise<number> {
  if (filter.conditions.length === 0) {
    return await readCount(db, who.tenantId, filter.withDeleted ? ALL_COMPANIES : LIVING_COMPANIES);
  }
  const holds = recheck(who, filter);
  if (holds !== null) return await countChecked(db, who, filter, holds);
  if (isDecidedByTokens(filter)) return await countByTokens(db, who, filter);
  const tokens = filterTokens(filter, 'living');
  const conditions = rowConditions(who, filter, tokens?.exact === true);
  let rows = db.sql
    .selectFrom('companies')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where((eb) => eb.and([...conditions, ...choiceConditions(db, who, filter)]));
  if (tokens !== null) rows = rows.where(indexed(db, who, filter));
  const { n } = await rows.executeTakeFirstOrThrow();
  return Number(n);
}

/** How many companies carry the tokens of the filter's texts, of which there is one. */
export async function countByTokens(db: Reader, who: Caller, filter: CompanyFilter): Promise<number> {
  const lives: Life[] = filter.withDeleted ? ['living', 'deleted'] : ['living'];
  let total = 0;
  for (const life of lives) {
    total += await db.search.count('companies', who.tenantId, filterTokens(filter, life)!.tokens);
  }
  return total;
}

/** How many of the candidates hold what only code can tell. */
async function countChecked(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  holds: NonNullable<ReturnType<typeof recheck>>,
): Promise<number> {
  let matches = 0;
  for await (const row of inChunks(candidatesOf(db, who, filter, [], false), { order: [] })) {
    if (holds(parseCustom(row.custom))) matches += 1;
  }
  return matches;
}

/** Whether texts are all that is asked for, and grams hold them whole. */
function isDecidedByTokens(filter: CompanyFilter): boolean {
  return (
    filter.conditions.every(
      (condition) => condition.kind === 'name' || (condition.kind === 'field' && !isChoice(condition.field)),
    ) && filterTokens(filter, 'living')?.exact === true
  );
}
