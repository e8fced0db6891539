import type { Caller, Reader } from '#crm/store.ts';
import { chooseApproach, findsMany } from './candidates.ts';
import {
  drivingTokens,
  effectiveFilter,
  isOfIndexOnly,
  matchingOf,
  recheck,
  type CompanyFilter,
} from './company-filter.ts';
import { countCompanies } from './count-companies.ts';
import { type CompanyList, NO_COMPANIES, readPage, toPage } from './list-companies.ts';
import type { Company, CompanyTitle } from './company.ts';
import { asTitle, asWhole, type CompanyReading } from './read-companies.ts';
import { type CompanyPage, selectCounted } from './select-page.ts';

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
  if (driving !== null && recheck(who, filter) === null) {
    const matching = matchingOf(db, who, filter, driving);
    if (matching === null) return { ...NO_COMPANIES, count: 0 };
    // Then a page is found by how many there are, sooner than all are gathered and compared.
    const countsFirst = db.capabilities.countsMatchesCheaply
      ? driving.doubts !== null && isOfIndexOnly(driving, filter)
      : matching.names.length > 0 && (await findsMany(db, who, driving));
    const counted = countsFirst ? null : await selectCounted(db, matching, page, reading.columns);
    if (counted !== null) return { ...toPage(page, reading, counted.rows), count: counted.count };
  }
  const count = await countCompanies(db, who, filter);
  const approach = await chooseApproach(db, who, filter, driving, page, count);
  return { ...(await readPage(db, who, filter, page, reading, driving, approach)), count };
}
