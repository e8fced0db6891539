import { writeFormedCustomers } from '#crm/customers/bulk-create-customers.ts';
import { CrmError } from '#crm/errors.ts';
import { bulkCreateFollowUps, type NewFollowUpRow } from '#crm/follow-ups/bulk-create-follow-ups.ts';
import type { Caller, Store } from '#crm/store.ts';
import { ConstraintError } from '#engines/engine.ts';
import { callerSender } from '#jobs/thread-caller.ts';
import { WorkerThread } from '#jobs/worker-thread.ts';
import type { GeneratedFollowUp } from './customer-row.ts';
import type { MadeRows, MakeRequest, MakerStart } from './make-rows-thread.ts';

/**
 * The more rows a transaction has, the less often pages of the indexes are written and the gram index merges: a thousand
 * cost a third more each.
 */
const ROWS_A_WRITE = 10_000;
const ROWS_BESIDE_OTHERS = 1000;
const MOST_TRIES = 5;
/** Portions that the thread makes, or has made, while one is written. */
const PORTIONS_AHEAD = 1;
/** With a single one the thread would collect two thousand times for a hundred thousand rows: a fifth of their cost. */
const SEMI_SPACE_MIB = 16;

export interface Filled {
  readonly customers: number;
  readonly followUps: number;
  /** Rows of the seed whose phones the tenant had already; later ones were made instead. */
  readonly passedOver: number;
}

export interface FillOptions {
  readonly seed: string;
  readonly customers: number;
  readonly signal?: AbortSignal;
}

/**
 * Makes `customers` customers of a seed, in transactions of 10,000 (1,000 while others write). Rows whose phones are taken, as after the same seed before,
 * are passed over and the seed's next ones take their place. Any other refusal is raised. A thread makes and forms the rows.
 */
export async function fillTenant(
  store: Store,
  who: () => Promise<Caller>,
  { seed, customers, signal }: FillOptions,
  progress: (made: number) => void,
): Promise<Filled> {
  const start: MakerStart = { seed, customers, form: store.engine.capabilities.indexEntries };
  await using thread = new WorkerThread<MakeRequest, MadeRows>(
    new URL('./make-rows-thread.ts', import.meta.url),
    start,
    SEMI_SPACE_MIB,
  );
  const send = callerSender();
  const ask = async (first: number, count: number) => {
    const caller = await who();
    const made = thread.ask({ who: send(caller), start: first, count });
    return { start: first, count, directory: caller.directory, made };
  };
  const ahead: Awaited<ReturnType<typeof ask>>[] = [];
  const filled = { customers: 0, followUps: 0, passedOver: 0 };
  let asked = 0;
  let waiting = 0;
  while (filled.customers < customers) {
    signal?.throwIfAborted();
    while (ahead.length <= PORTIONS_AHEAD && filled.customers + waiting < customers) {
      const most = store.engine.othersWrite() ? ROWS_BESIDE_OTHERS : ROWS_A_WRITE;
      const count = Math.min(most, customers - filled.customers - waiting);
      ahead.push(await ask(asked, count));
      asked += count;
      waiting += count;
    }
    let portion = ahead.shift()!;
    let caller = await who();
    // What an option or agent that is gone by now was written into is made anew.
    while (portion.directory !== caller.directory) {
      portion = await ask(portion.start, portion.count);
      caller = await who();
    }
    const written = await writeRows(store, caller, await portion.made);
    waiting -= portion.count;
    filled.customers += written.customers;
    filled.followUps += written.followUps;
    filled.passedOver += portion.count - written.customers;
    progress(filled.customers);
  }
  return filled;
}

/** A phone that somebody else takes at the same moment rejects the whole: then it is seen by the next try. */
async function writeRows(store: Store, who: Caller, { formed, followUps }: MadeRows) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await store.write(async (db) => {
        const outcomes = await writeFormedCustomers(db, who, formed);
        const records: NewFollowUpRow[] = [];
        let made = 0;
        for (const [at, outcome] of outcomes.entries()) {
          if ('error' in outcome) {
            if (!outcome.error.is('phone_used')) throw outcome.error;
            continue;
          }
          made += 1;
          for (const one of followUps[at]!) records.push(toNewFollowUp(outcome.id, one));
        }
        for (const outcome of await bulkCreateFollowUps(db, who, records)) {
          if ('error' in outcome) throw outcome.error;
        }
        return { customers: made, followUps: records.length };
      });
    } catch (error) {
      if (error instanceof CrmError || !(error instanceof ConstraintError) || tries === MOST_TRIES) throw error;
    }
  }
}

function toNewFollowUp(customerId: bigint, one: GeneratedFollowUp): NewFollowUpRow {
  const { typeId, content, nextContactAt, createdAt, createdByAgentId } = one;
  return { input: { customerId, typeId, content, nextContactAt }, kept: { createdAt, createdByAgentId } };
}
