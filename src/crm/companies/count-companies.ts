import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import { findsMany, recheckedIds } from './candidates.ts';
import {
  drivingTokens,
  effectiveFilter,
  errorsOf,
  isOfIndexOnly,
  matchingOf,
  recheck,
  type CompanyFilter,
  type Driving,
} from './company-filter.ts';
import { ALL_COMPANIES, LIVING_COMPANIES } from './counts.ts';
import { type Matching, matchingRows } from './matching-rows.ts';

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
  const driving = drivingTokens(filter);
  const indexed = async (by: Driving) =>
    await db.search.count('companies', db.search.query(who.tenantId, by.alternatives));
  if (driving?.exact === true && isOfIndexOnly(driving, filter)) return await indexed(driving);
  const matching = matchingOf(db, who, filter, driving);
  if (matching === null) return 0;
  const holds = recheck(who, filter);
  if (holds !== null) return await countChecked(db, matching, holds);
  if (driving?.exact === false && driving.doubts !== null) {
    const counted = isOfIndexOnly(driving, filter)
      ? await indexed(driving)
      : await countMatching(db, { ...matching, names: [], manyHits: await findsMany(db, who, driving) });
    return counted - (await countMatching(db, errorsOf(db, who, matching, driving)));
  }
  return await countMatching(db, matching);
}

async function countMatching(db: Reader, matching: Matching): Promise<number> {
  const [counted] = await countRows(db, matching, '');
  return Number(counted!.n);
}

const countRows = prepareForms((db: Reader, matching: Matching) =>
  matchingRows(db, matching).select((eb) => eb.fn.countAll<number>().as('n')),
);

/** How many of the candidates hold what only code can tell. */
async function countChecked(
  db: Reader,
  matching: Matching,
  holds: NonNullable<ReturnType<typeof recheck>>,
): Promise<number> {
  let matches = 0;
  const found = recheckedIds(db, matching, { order: [] }, holds);
  while ((await found.next()).done !== true) matches += 1;
  return matches;
}
