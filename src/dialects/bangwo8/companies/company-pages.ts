import type { CompanyTitle } from '#crm/companies/company.ts';
import type { CompanyFilter } from '#crm/companies/company-filter.ts';
import type { CompanyList } from '#crm/companies/list-companies.ts';
import type { CountedCompanies } from '#crm/companies/page-companies.ts';
import type { CompanyPage } from '#crm/companies/select-page.ts';
import { type OrderTerm, type PageAnchor, withTieBreak } from '#crm/companies/page-order.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { decodeAnchor, encodeAnchor } from '../anchor.ts';
import { type Page, type PageLinks, readPage } from '../paging.ts';
import type { Call } from '../route.ts';

export interface CompanyPages<T> {
  readonly companies: readonly T[];
  readonly links: PageLinks;
}

/** What a list of companies asks for. */
export interface CompanyListRequest {
  /** As Links.to takes it. */
  readonly resource: string;
  readonly filter: CompanyFilter;
  readonly order: readonly OrderTerm[];
  /** Parameters in force, besides page and after. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** pageCompanies, or what reads less of each. */
type FindPage<T> = (db: Reader, who: Caller, filter: CompanyFilter, page: CompanyPage) => Promise<CountedCompanies<T>>;

/** The page of companies that `page`, `per_page` and `after` ask for, of which `after` wins, with the links beside it. */
export async function pageOfCompanies<T extends CompanyTitle>(
  call: Call,
  list: CompanyListRequest,
  find: FindPage<T>,
): Promise<CompanyPages<T>> {
  const page = readPage(call.query);
  const order = withTieBreak(list.order);
  const after = call.query.text('after');
  const anchored = { resource: list.resource, order };
  const anchor = after === undefined ? undefined : decodeAnchor(call.store.secrets, anchored, after);
  const found = await call.read((db) =>
    find(db, call.who, list.filter, {
      limit: page.perPage,
      order: list.order,
      ...(anchor === undefined ? { offset: page.offset } : { anchor }),
    }),
  );
  const beside = pagesBeside(page, found, anchor);
  const to = (place: Place | null) =>
    place === null
      ? null
      : call.links.withQuery(list.resource, {
          ...list.parameters,
          per_page: call.query.text('per_page'),
          after: place.row && encodeAnchor(call.store.secrets, anchored, anchorAt(order, place.side, place.row)),
          page: place.page,
        });
  return {
    companies: found.companies,
    links: { count: found.count, next_page: to(beside.next), previous_page: to(beside.previous) },
  };
}

/** Where a link leads: beside a row, or to a page by its number alone. */
interface Place {
  readonly page: number;
  readonly side: PageAnchor['side'];
  readonly row?: CompanyTitle;
}

/** A page that was reached backwards has rows after it for certain, one that was reached forwards rows before it. */
function pagesBeside(
  { page }: Page,
  { companies, more }: CompanyList<CompanyTitle>,
  anchor: PageAnchor | undefined,
): { next: Place | null; previous: Place | null } {
  const [first, last] = [companies.at(0), companies.at(-1)];
  const backwards = anchor?.side === 'before';
  const hasNext = backwards || more;
  const hasPrevious = backwards ? more : anchor !== undefined || page > 1;
  return {
    next: hasNext ? { page: page + 1, side: 'after', ...(last && { row: last }) } : null,
    previous: hasPrevious ? { page: Math.max(1, page - 1), side: 'before', ...(first && { row: first }) } : null,
  };
}

function anchorAt(order: readonly OrderTerm[], side: PageAnchor['side'], row: CompanyTitle): PageAnchor {
  const values = { created_at: row.createdAt, updated_at: row.updatedAt, id: row.id };
  return { side, values: order.map(({ by }) => values[by]) };
}
