import { wrongPage, wrongPageSize } from './errors.ts';
import type { Params } from './params.ts';

export interface Page {
  readonly page: number;
  readonly size: number;
  readonly offset: number;
}

const DEFAULT_SIZE = 20;
const LARGEST_SIZE = 100;
/** A list ends here (seed: 该接口最多只能获取10000条数据); the export has no such end. */
const LAST_ROW = 10_000;

/** `page` and `page_size`. Raises 206201 and 206211, in this order. */
export function readPage(params: Params, { capped = false } = {}): Page {
  // The seed's table of list_customers has it with a star: *page.
  const page = wholeNumber(params, params.has('page') ? 'page' : '*page', 1);
  if (page === null || page < 1) throw wrongPage();
  const size = wholeNumber(params, 'page_size', DEFAULT_SIZE);
  const offset = (page - 1) * (size ?? DEFAULT_SIZE);
  if (capped && offset >= LAST_ROW) {
    throw wrongPage('参数page不合法，列表最多返回10000条数据，更多数据请使用客户导出接口 /open_api/customers/export');
  }
  return { page, size: checkSize(size, LARGEST_SIZE), offset };
}

/** `page_size` alone. Raises 206211. */
export function readPageSize(params: Params, fallback: number, largest: number): number {
  return checkSize(wholeNumber(params, 'page_size', fallback), largest);
}

function checkSize(size: number | null, largest: number): number {
  if (size === null || size < 1 || size > largest) throw wrongPageSize();
  return size;
}

function wholeNumber(params: Params, key: string, fallback: number): number | null {
  const sent = params.get(key);
  if (sent === undefined || sent === null || sent === '') return fallback;
  const text = typeof sent === 'string' || typeof sent === 'number' ? String(sent).trim() : '';
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : null;
}

/** The members of `meta` (通用数据): pages are counted to the end, 0 when nothing matches. */
export function metaJson({ page, size }: Page, total: number): string {
  return `{"current_page":${page},"total_pages":${Math.ceil(total / size)},"total_count":${total}}`;
}
