import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { candidatesOf, matchingRows, recheckedIds } from './candidates.ts';
import { drivingTokens, effectiveFilter, isDecidedBy, recheck, type CompanyFilter } from './company-filter.ts';
import { ALL_COMPANIES, LIVING_COMPANIES } from './counts.ts';

/**
 * How many companies a filter lets through, exactly. Kept counts and the gram index answer where they can; other filters
 * count rows, at a cost in proportion to the matches.
 */
export async function countCompanies(db: Reader, who: Caller, asked: CompanyFilter): Promise<number> {
  const filter = effectiveFilter(who, asked);
  if (filter === null) return 0;
  if (filter.conditions.length === 0) {
    return await readCount(db, who.tenantId, filter.withDeleted ? ALL_COMPANIES : LIVING_COMPANIES);
  }
  const holds = recheck(who, filter);
  if (holds !== null) return await countChecked(db, who, filter, holds);
  const driving = drivingTokens(filter);
  if (driving !== null && isDecidedBy(driving, filter)) {
    return await db.search.count('companies', db.search.query(who.tenantId, driving.alternatives));
  }
  const { n } = await matchingRows(db, who, filter, driving)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** How many of the candidates hold what only code can tell. */
async function countChecked(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  holds: NonNullable<ReturnType<typeof recheck>>,
): Promise<number> {
  let matches = 0;
  const found = recheckedIds(candidatesOf(db, who, filter, [], 'gather'), { order: [] }, holds);
  while ((await found.next()).done !== true) matches += 1;
  return matches;
}
