import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { IndexEntry } from '#engines/engine.ts';
import { checkPatch } from './apply-patch.ts';
import type { CellDimensions } from './cells.ts';
import { columnsOf, dimensionsOf, tokensOf } from './columns.ts';
import { freshColumns, type Origin } from './create-customer.ts';
import type { CustomerPatch } from './customer.ts';
import { emptyState, type CustomerState } from './state.ts';

export interface NewCustomer {
  /** Its company goes by name. */
  readonly patch: Omit<CustomerPatch, 'companyId'>;
  readonly origin?: Origin;
}

/**
 * A new customer that passed the rules which concern it alone. Plain data: forming costs more than writing does on either
 * engine, so that a bulk has it done in another thread.
 */
export interface FormedCustomer {
  /** Null = drawn when it is written. */
  readonly keptId: bigint | null;
  /** All but the ids of the customer, its company and its cell. */
  readonly columns: ReturnType<typeof formColumns>;
  readonly dimensions: CellDimensions;
  readonly phones: readonly { readonly content: string; readonly number: string }[];
  readonly companyName: string | null;
  readonly labels: readonly string[];
  readonly tokens: IndexEntry;
}

/** What writeFormedCustomers takes, by createCustomer's rules; a row that breaks one gives its error. */
export async function formCustomers(
  db: Reader,
  who: Caller,
  rows: readonly NewCustomer[],
): Promise<(FormedCustomer | CrmError)[]> {
  const formed: (FormedCustomer | CrmError)[] = [];
  for (const row of rows) {
    try {
      formed.push(await formOne(db, who, row));
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      formed.push(error);
    }
  }
  return formed;
}

async function formOne(db: Reader, who: Caller, { patch, origin = {} }: NewCustomer): Promise<FormedCustomer> {
  const checked = await checkPatch(db, who, emptyState, patch, 'create');
  if (origin.id !== undefined && origin.id <= 0n) {
    throw new CrmError('invalid', { field: 'id', reason: 'not a positive 64-bit integer' });
  }
  const state = { ...checked.state, company: null, labels: [] };
  return {
    keptId: origin.id ?? null,
    columns: formColumns(who, state, origin),
    dimensions: dimensionsOf(state),
    phones: state.phones.map(({ content, number }) => ({ content, number })),
    companyName: checked.companyName,
    labels: checked.labelNames ?? [],
    tokens: db.search.entry(who.tenantId, tokensOf(state)),
  };
}

function formColumns(who: Caller, state: CustomerState, origin: Origin) {
  return { tenant_id: who.tenantId, ...columnsOf(state), ...freshColumns(who, origin) };
}
