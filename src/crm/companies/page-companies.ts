import type { Caller, Reader } from '#crm/store.ts';
import { chooseApproach } from './candidates.ts';
import {
  drivingTokens,
  effectiveFilter,
  isDecidedBy,
  matchingOf,
  recheck,
  type CompanyFilter,
} from './company-filter.ts';
import { countCompanies } from './count-companies.ts';
import { type CompanyList, NO_COMPANIES, readPage, rowsOf, toPage } from './list-companies.ts';
import type { Company, CompanyTitle } from './company.ts';
import type { Matching } from './matching-rows.ts';
import { asTitle, asWhole, type CompanyReading } from './read-companies.ts';
import { type CompanyPage, MOST_COUNTED, selectCounted } from './select-page.ts';

export interface CountedCompanies<T = Company> extends CompanyList<T> {
  /** Of all companies that the filter lets through, exactly. */
  readonly count: number;
}

/** What listCompanies and countCompanies answer; in one statement where there are few matches. */
export async function pageCompanies(
  db: Reader,
  who: Caller,
  asked: CompanyFilter,
  page: CompanyPage,
): Promise<CountedCompanies> {
  return await pageRead(db, who, asked, page, asWhole);
}

/** The same, of which only titles are read. */
export async function pageCompanyTitles(
  db: Reader,
  who: Caller,
  asked: CompanyFilter,
  page: CompanyPage,
): Promise<CountedCompanies<CompanyTitle>> {
  return await pageRead(db, who, asked, page, asTitle);
}

async function pageRead<T>(
  db: Reader,
  who: Caller,
  asked: CompanyFilter,
  page: CompanyPage,
  reading: CompanyReading<T>,
): Promise<CountedCompanies<T>> {
  const filter = effectiveFilter(who, asked);
  if (filter === null) return { ...NO_COMPANIES, count: 0 };
  const driving = drivingTokens(filter);
  let matches: number | null = null;
  if (driving !== null) {
    const gathered =
      recheck(who, filter) === null
        ? await gatherCounted(db, matchingOf(db, who, filter, driving), page, reading)
        : null;
    if (gathered !== null) return gathered;
    matches = await db.search.count('companies', db.search.query(who.tenantId, driving.alternatives));
  }
  const approach = await chooseApproach(db, who, filter, matches, rowsOf(page));
  const isDecided = driving !== null && isDecidedBy(driving, filter);
  return {
    ...(await readPage(db, who, filter, page, reading, driving, approach)),
    count: isDecided && matches !== null ? matches : await countCompanies(db, who, filter),
  };
}

/** Null where there are too many matches, or where a page without rows tells no count. */
async function gatherCounted<T>(
  db: Reader,
  matching: Matching | null,
  page: CompanyPage,
  reading: CompanyReading<T>,
): Promise<CountedCompanies<T> | null> {
  if (matching === null) return { ...NO_COMPANIES, count: 0 };
  const rows = await selectCounted(db, matching, page, reading.columns);
  const [first] = rows;
  if (first === undefined) {
    const isFirstPage = page.anchor === undefined && (page.offset ?? 0) === 0;
    return isFirstPage ? { ...NO_COMPANIES, count: 0 } : null;
  }
  return first.n > MOST_COUNTED ? null : { ...toPage(page, reading, rows), count: first.n };
}
