import { bulkCreateCustomers } from '#crm/customers/bulk-create-customers.ts';
import { CrmError } from '#crm/errors.ts';
import { bulkCreateFollowUps, type NewFollowUpRow } from '#crm/follow-ups/bulk-create-follow-ups.ts';
import type { Caller, Store } from '#crm/store.ts';
import { ConstraintError } from '#engines/engine.ts';
import { customerMaker, type CustomerMaker, type GeneratedCustomer } from './customer-row.ts';

/**
 * The more rows a transaction has, the less often pages of the indexes are written and the gram index merges: a thousand
 * cost a third more each.
 */
const ROWS_A_WRITE = 5000;
const ROWS_BESIDE_OTHERS = 1000;
const MOST_TRIES = 5;

export interface Filled {
  readonly customers: number;
  readonly followUps: number;
  /** Rows of the seed whose phones the tenant had already; later ones were made instead. */
  readonly passedOver: number;
}

/**
 * Makes `customers` customers of a seed, in transactions of 5,000 (1,000 while others write). Rows whose phones are taken, as after the same seed before,
 * are passed over and the seed's next ones take their place. Any other refusal is raised.
 */
export async function fillTenant(
  store: Store,
  who: () => Promise<Caller>,
  options: { readonly seed: string; readonly customers: number; readonly signal?: AbortSignal },
  progress: (made: number) => void,
): Promise<Filled> {
  const { seed, customers, signal } = options;
  const maker = customerMaker(seed, (await who()).directory, customers);
  const filled = { customers: 0, followUps: 0, passedOver: 0 };
  for (let index = 0; filled.customers < customers; ) {
    signal?.throwIfAborted();
    const count = Math.min(
      store.engine.othersWrite() ? ROWS_BESIDE_OTHERS : ROWS_A_WRITE,
      customers - filled.customers,
    );
    const rows = makeRows(maker, index, count);
    const written = await writeRows(store, await who(), rows);
    index += count;
    filled.customers += written.customers;
    filled.followUps += written.followUps;
    filled.passedOver += count - written.customers;
    progress(filled.customers);
  }
  return filled;
}

function makeRows(maker: CustomerMaker, start: number, count: number): GeneratedCustomer[] {
  return Array.from({ length: count }, (_unused, at) => maker.at(start + at));
}

/** A phone that somebody else takes at the same moment rejects the whole: then it is seen by the next try. */
async function writeRows(store: Store, who: Caller, rows: readonly GeneratedCustomer[]) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await store.write(async (db) => {
        const outcomes = await bulkCreateCustomers(db, who, rows);
        const followUps: NewFollowUpRow[] = [];
        let made = 0;
        for (const [at, outcome] of outcomes.entries()) {
          if ('error' in outcome) {
            if (!outcome.error.is('phone_used')) throw outcome.error;
            continue;
          }
          made += 1;
          for (const one of rows[at]!.followUps) followUps.push(toNewFollowUp(outcome.id, one));
        }
        for (const outcome of await bulkCreateFollowUps(db, who, followUps)) {
          if ('error' in outcome) throw outcome.error;
        }
        return { customers: made, followUps: followUps.length };
      });
    } catch (error) {
      if (error instanceof CrmError || !(error instanceof ConstraintError) || tries === MOST_TRIES) throw error;
    }
  }
}

function toNewFollowUp(customerId: bigint, one: GeneratedCustomer['followUps'][number]): NewFollowUpRow {
  const { typeId, content, nextContactAt, createdAt, createdByAgentId } = one;
  return { input: { customerId, typeId, content, nextContactAt }, kept: { createdAt, createdByAgentId } };
}
