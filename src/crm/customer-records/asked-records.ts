import { type AskedCustomer, askCustomer, asksSome, type OfCustomerFilter } from '#crm/customers/of-customer-filter.ts';
import { type AskedText, askText } from '#crm/search/asked-text.ts';
import { queryGrams } from '#crm/search/grams.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { isStorable } from '#crm/text-rules.ts';
import type { TokenClause } from '#engines/engine.ts';
import type { ListedRecord } from './listed-record.ts';

/** What every list of records of customers may ask for; every condition that is there must hold. */
export interface RecordFilter extends OfCustomerFilter {
  /** UTC ms, inclusive. */
  readonly createdFrom?: number;
  readonly createdTo?: number;
}

/** What a list asks for, as its statements take it (engines/prepare-forms.ts). */
export interface AskedRecords {
  readonly tenantId: bigint;
  readonly customer: AskedCustomer;
  readonly text?: AskedText;
  /** What columns of the row must be, by column; null asks for those that are empty. */
  readonly equal: Readonly<Record<string, bigint | null>>;
  readonly createdFrom?: number;
  readonly createdTo?: number;
}

/** What to ask the store; null when nothing can match. */
export async function askRecords(
  db: Reader,
  table: ListedRecord<string>['table'],
  who: Caller,
  filter: RecordFilter,
  textContains: string | undefined,
  columns: Readonly<Record<string, bigint | null | undefined>>,
  facets: readonly TokenClause[] = [],
): Promise<AskedRecords | null> {
  if (!isStorable(textContains ?? '')) return null;
  const customer = await askCustomer(db, who, filter);
  if (customer === null) return null;
  const { tenantId } = who;
  const text = askText(db, table, tenantId, textContains, queryGrams, facets);
  const equal: Record<string, bigint | null> = {};
  for (const [column, value] of Object.entries(columns)) if (value !== undefined) equal[column] = value;
  const { createdFrom, createdTo } = filter;
  return {
    tenantId,
    customer,
    equal,
    ...(text === undefined ? {} : { text }),
    ...(createdFrom === undefined ? {} : { createdFrom }),
    ...(createdTo === undefined ? {} : { createdTo }),
  };
}

/**
 * What answers how many there are: a kept count of the tenant, of the one customer or of several customers, or kept counts of
 * those whom the caller reaches; the gram index; an index of the rows; else all matches must be gone through.
 */
export type CountedBy = 'tenant' | 'reach' | 'customer' | 'customers' | 'grams' | 'rows' | 'matches';

export function countedBy({ customer, text, equal, createdFrom, createdTo }: AskedRecords): CountedBy {
  const asksRow = createdFrom !== undefined || createdTo !== undefined || Object.keys(equal).length > 0;
  const asksCustomer = customer.id !== undefined || asksSome(customer);
  if (!asksRow && text === undefined) {
    if (!asksCustomer) return customer.reach.all ? 'tenant' : 'reach';
    return customer.id !== undefined && !asksSome(customer) ? 'customer' : 'customers';
  }
  if (asksCustomer) return 'matches';
  if (text === undefined) return 'rows';
  return text.exact && !asksRow && customer.reach.all ? 'grams' : 'matches';
}
