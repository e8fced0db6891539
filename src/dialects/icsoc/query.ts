import type { SecretBox } from '#crm/access/secret-box.ts';
import type { Position } from '#crm/keyset.ts';
import type { Caller } from '#crm/store.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { malformed } from './errors.ts';
import { readTime, type TimeSpan } from './read-time.ts';
import { idOf } from './read-value.ts';

const DEFAULT_SIZE = 10;
const LARGEST_SIZE = 100;
const FARTHEST_OFFSET = 10_000;

/** What every list takes beside its filters. */
export const PAGE_PARAMETERS = ['cursor', 'page', 'page_size', 'sort', 'order'] as const;

/** Which rows of a list: after a position, or leaving out so many. */
export interface Page {
  readonly limit: number;
  readonly offset?: number;
  readonly after?: Position;
}

/** The query of a list: filters are read one by one, and the cursor is bound to all that were there. */
export class Query {
  readonly #values: ReadonlyMap<string, string>;
  readonly #who: Caller;
  readonly #bound: string[];

  /** @param list the list's name, of which a cursor is good for no other */
  constructor(query: unknown, who: Caller, list: string) {
    const sent = Object.entries(query as Record<string, string | string[]>);
    // Of a key that comes twice the last counts, as at the vendor (PHP).
    this.#values = new Map(sent.map(([key, value]) => [key, Array.isArray(value) ? value.at(-1)! : value]));
    this.#who = who;
    this.#bound = [list, String(who.tenantId)];
  }

  get keys(): Iterable<string> {
    return this.#values.keys();
  }

  /** A filter's text; undefined when it is absent or ''. */
  text(key: string): string | undefined {
    const value = this.#values.get(key);
    if (value === undefined || value === '') return undefined;
    return this.#bind(key, value);
  }

  /** A filter's id; undefined when it is absent, '' or 0. Raises 422. */
  id(key: string): bigint | undefined {
    const id = idOf(this.#values.get(key) ?? null, key);
    return id === null ? undefined : this.#bind(key, id);
  }

  /** A filter's time, in the tenant's zone. Raises 400. */
  time(key: string): TimeSpan | undefined {
    const value = this.#values.get(key);
    if (value === undefined || value === '') return undefined;
    const span = readTime(value, this.#who.directory.tenant.timeZone);
    if (span === null) throw malformed(`${key} 不是 2019-01-01 或 2019/01/01 格式的时间`);
    this.#bind(key, `${span.first}-${span.last}`);
    return span;
  }

  /** `sort` by the names that the list knows; the first is the default. Raises 400. */
  sort<Sort extends string>(sorts: Readonly<Record<string, Sort>>): Sort {
    const sent = this.#values.get('sort') || Object.keys(sorts)[0]!;
    if (!Object.hasOwn(sorts, sent)) throw malformed(`sort 只能是 ${Object.keys(sorts).join('、')}`);
    return this.#bind('sort', sorts[sent]!);
  }

  /** Raises 400. */
  order(): 'asc' | 'desc' {
    const sent = (this.#values.get('order') || 'desc').toLowerCase();
    if (sent !== 'asc' && sent !== 'desc') throw malformed('order 只能是 asc、desc');
    return this.#bind('order', sent);
  }

  /** Where the page begins; to be called after every filter was read. Raises 400. */
  page(secrets: SecretBox): Page {
    const limit = this.#wholeNumber('page_size', DEFAULT_SIZE);
    if (limit < 1 || limit > LARGEST_SIZE) throw malformed(`page_size 必须在 1 至 ${LARGEST_SIZE} 之间`);
    const cursor = this.#values.get('cursor') ?? '';
    const page = this.#wholeNumber('page', 0);
    if (!this.#values.get('page')) {
      return cursor === '' ? { limit } : { limit, after: readCursor(secrets, this.#boundText(), cursor) };
    }
    if (cursor !== '') throw malformed('page 与 cursor 不能同时使用');
    const offset = (page - 1) * limit;
    if (page < 1 || offset > FARTHEST_OFFSET) throw malformed(`page 超出范围，更多数据请使用 cursor 翻页`);
    return { limit, offset };
  }

  /** What a page of which `last` is the last row comes back with. */
  cursorAfter(secrets: SecretBox, last: Position): string {
    return writeCursor(secrets, this.#boundText(), last);
  }

  #wholeNumber(key: string, fallback: number): number {
    const sent = this.#values.get(key) ?? '';
    if (sent === '') return fallback;
    if (!/^\d{1,9}$/.test(sent.trim())) throw malformed(`${key} 不是整数`);
    return Number(sent);
  }

  #bind<T extends string | bigint>(key: string, value: T): T {
    this.#bound.push(`${key}=${value}`);
    return value;
  }

  #boundText(): string {
    return JSON.stringify(this.#bound);
  }
}
