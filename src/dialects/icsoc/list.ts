import { auditPhoneSearch } from '#crm/access/audit-phone-search.ts';
import { showsPhones } from '#crm/access/mask-phone.ts';
import { aliasTarget } from '#crm/customers/aliases.ts';
import { seesCustomer } from '#crm/customers/get-customer.ts';
import { mayIdContain } from '#crm/customers/id-contains.ts';
import type { OfCustomerFilter } from '#crm/customers/of-customer-filter.ts';
import type { Position } from '#crm/keyset.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { list, text } from './json.ts';
import type { Call, Operation } from './operation.ts';
import { type Page, PAGE_PARAMETERS, type Query } from './query.ts';

/** What a list of its own says: which rows, in which orders, by which filters. */
export interface List<Sort extends string> {
  /** A cursor of another list is not good for it. */
  readonly name: string;
  readonly path: string;
  /** Its filters beside those on the client. */
  readonly filters: readonly string[];
  /** Sorts by the names that callers use; the first is the default. */
  readonly sorts: Readonly<Record<string, Sort>>;
  /** Reads the filters, and answers what finds a page. */
  prepare(
    query: Query,
  ): (db: Reader, who: Caller, ofClient: OfCustomerFilter, page: ListPage<Sort>) => Promise<FoundPage>;
}

export interface ListPage<Sort extends string> extends Page {
  readonly sort: Sort;
  readonly order: 'asc' | 'desc';
}

export interface FoundPage {
  /** JSON texts. */
  readonly rows: readonly string[];
  readonly total: number;
  /** Of the last row; undefined for an empty page. */
  readonly last: Position | undefined;
}

/** A cursor list in the manner of the records' (seed, 跟进记录列表接口). */
export function listOperation<Sort extends string>(list: List<Sort>): Operation {
  return {
    method: 'GET',
    path: list.path,
    parameters: [...PAGE_PARAMETERS, ...CLIENT_PARAMETERS, ...list.filters],
    async run(call) {
      const { who, secrets } = call;
      const query = call.query(list.name);
      const client = readClientFilter(query);
      const find = list.prepare(query);
      const page = { sort: query.sort(list.sorts), order: query.order(), ...query.page(secrets) };
      await auditPhoneFilter(call, client);
      return await call.read(async (db) => {
        const { rows, total, last } = await findOfClients(db, who, client, (of) => find(db, who, of, page));
        return pageJson(last === undefined ? '' : query.cursorAfter(secrets, last), total, rows);
      });
    },
  };
}

function pageJson(cursor: string, total: number, rows: readonly string[]): string {
  return `{"cursor":${text(cursor)},"total":${total},"rows":${list(rows)}}`;
}

/** What a list asks of the client, as it was sent. */
interface ClientFilter {
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly phone: string | undefined;
}

const CLIENT_PARAMETERS = ['cle_name', 'cle_id', 'cle_phone'] as const;

function readClientFilter(query: Query): ClientFilter {
  const id = query.text('cle_id')?.trim();
  return { name: query.text('cle_name'), id: id === '0' ? undefined : id, phone: query.text('cle_phone') };
}

/** Counts and writes down that a caller who may not see phones looked a whole one up. */
async function auditPhoneFilter(call: Call, { phone }: ClientFilter): Promise<void> {
  if (phone === undefined || showsPhones(call.who) || normalisePhone(phone) === null) return;
  call.countHiddenPhoneSearch();
  await call.write((db) => auditPhoneSearch(db, call.who));
}

const NOTHING: FoundPage = { rows: [], total: 0, last: undefined };
const LARGEST_ID = 2n ** 63n - 1n;

/**
 * The page of what belongs to the clients that the filter names. `cle_id` is the id of a visible client, which matches only it,
 * one that was merged away, which matches the client that it went into, or digits that the id contains; `cle_phone` is any whole phone of a client.
 */
async function findOfClients(
  db: Reader,
  who: Caller,
  { name, id, phone }: ClientFilter,
  find: (ofClient: OfCustomerFilter) => Promise<FoundPage>,
): Promise<FoundPage> {
  const number = phone === undefined ? undefined : normalisePhone(phone);
  if (number === null || (id !== undefined && !/^\d{1,19}$/.test(id))) return NOTHING;
  const others: OfCustomerFilter = {
    ...(name === undefined ? {} : { customerNameContains: name }),
    ...(number === undefined ? {} : { customerNumber: number }),
  };
  if (id === undefined) return await find(others);
  const customerId = BigInt(id);
  if (String(customerId) === id && customerId <= LARGEST_ID) {
    // What is found tells that the client is there; only else must it be looked for.
    const found = await find({ ...others, customerId });
    if (found.rows.length > 0 || (await seesCustomer(db, who, customerId))) return found;
    const mergedInto = await aliasTarget(db, who.tenantId, customerId);
    if (mergedInto !== null) return await find({ ...others, customerId: mergedInto });
  }
  return (await mayIdContain(db, who, id)) ? await find({ ...others, customerIdContains: id }) : NOTHING;
}
