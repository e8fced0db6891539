import { readCursor, writeCursor } from './cursor.ts';
import type { Call } from './route.ts';
import type { PageQuery } from './schemas/common.ts';

const DEFAULT_LIMIT = 50;

export interface PageRequest {
  readonly limit: number;
  /** Rows to ask for: one more than the page holds tells whether others follow. */
  readonly fetch: number;
  /** What the cursor holds; undefined for the first page. */
  readonly after: readonly bigint[] | undefined;
  readonly wantsTotal: boolean;
}

type ListCall = Call<PageQuery>;

/** What a list's query asks for. The cursor must be one of a list with the same other members. */
export function readPage(call: ListCall): PageRequest {
  const { cursor, limit = DEFAULT_LIMIT, count } = call.query;
  return {
    limit,
    fetch: limit + 1,
    after: cursor === undefined ? undefined : readCursor(call.store.secrets, listName(call), cursor),
    wantsTotal: count !== false,
  };
}

export interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
  total: number | null;
}

/**
 * A page's answer from up to `page.fetch` rows.
 * @param position where a row stands in the list's order; what `page.after` will hold
 */
export async function toPage<Row, Item>(
  call: ListCall,
  page: PageRequest,
  found: { readonly rows: readonly Row[]; readonly total: number | null },
  position: (last: Row) => readonly (bigint | number)[],
  show: (rows: readonly Row[]) => Promise<Item[]> | Item[],
): Promise<PageOf<Item>> {
  const rows = found.rows.slice(0, page.limit);
  const last = found.rows.length > page.limit ? rows.at(-1) : undefined;
  return {
    items: await show(rows),
    nextCursor: last === undefined ? null : writeCursor(call.store.secrets, listName(call), position(last)),
    total: found.total,
  };
}

/** Tenant, address and query without what may differ from page to page. */
function listName(call: ListCall): string {
  const { cursor: _cursor, limit: _limit, count: _count, ...rest } = call.query as PageQuery & Record<string, unknown>;
  const path = call.listPath ?? call.request.raw.url.split('?', 1)[0]!;
  const filters = Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([String(call.who.tenantId), path, filters]);
}
