import type { Links } from './links.ts';
import type { QueryParameters } from './query-parameters.ts';

/** Which rows a list answers. */
export interface Page {
  readonly page: number;
  readonly perPage: number;
  /** Rows before the page, while no anchor says where it begins. */
  readonly offset: number;
}

const MOST_PER_PAGE = 1000;
const LAST_PAGE = 1_000_000_000;

/** `page` (1) and `per_page` (1 to 1000). Raises 400 outside of that. */
export function readPage(query: QueryParameters, perPageByDefault = 100): Page {
  const page = query.wholeNumber('page', 1, 1, LAST_PAGE);
  const perPage = query.wholeNumber('per_page', perPageByDefault, 1, MOST_PER_PAGE);
  return { page, perPage, offset: (page - 1) * perPage };
}

/** What follows the rows of a list, in this order (the vendor's general guide). */
export interface PageLinks {
  readonly count: number;
  readonly next_page: string | null;
  readonly previous_page: string | null;
}

/**
 * Links of a list that is paged by numbers alone. `parameters` are those in force besides page.
 * @param resource as Links.to takes it
 */
export function numberedLinks(
  links: Links,
  resource: string,
  parameters: Readonly<Record<string, string | number | undefined>>,
  { page, perPage }: Page,
  count: number,
): PageLinks {
  const to = (number: number) => links.withQuery(resource, { ...parameters, page: number });
  return {
    count,
    next_page: page * perPage < count ? to(page + 1) : null,
    previous_page: page > 1 ? to(page - 1) : null,
  };
}
