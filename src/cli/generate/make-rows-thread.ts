import { workerData } from 'node:worker_threads';
import type { Directory } from '#crm/access/directory.ts';
import { formCustomers, type FormedCustomers } from '#crm/customers/form-customers.ts';
import type { EntryForm } from '#engines/engine.ts';
import { callerReceiver, type SentCaller } from '#jobs/thread-caller.ts';
import { answerRequests } from '#jobs/worker-thread.ts';
import { customerMaker, type CustomerMaker, type GeneratedCustomer, type GeneratedFollowUp } from './customer-row.ts';

/** What the thread is told once. */
export interface MakerStart {
  readonly seed: string;
  readonly customers: number;
  readonly form: EntryForm;
}

export interface MakeRequest {
  readonly who: SentCaller;
  /** Of the seed's rows. */
  readonly start: number;
  readonly count: number;
}

export interface MadeRows {
  readonly formed: FormedCustomers;
  /** Of each row. */
  readonly followUps: readonly (readonly GeneratedFollowUp[])[];
}

/** Makes rows of a seed and forms them: the smaller half of a row's cost is left for who writes it. */
const { seed, customers, form } = workerData as MakerStart;
const receive = callerReceiver();
let directory: Directory | undefined;
let maker: CustomerMaker;

answerRequests(({ who: sent, start, count }: MakeRequest): MadeRows => {
  const who = receive(sent);
  if (who.directory !== directory) {
    directory = who.directory;
    maker = customerMaker(seed, directory, customers);
  }
  const followUps: (readonly GeneratedFollowUp[])[] = [];
  const formed = formCustomers(form, who, makeRows(start, count, followUps), new Map());
  return { formed, followUps };
});

function* makeRows(
  start: number,
  count: number,
  followUps: (readonly GeneratedFollowUp[])[],
): Generator<GeneratedCustomer> {
  for (let index = start; index < start + count; index += 1) {
    const row = maker.at(index);
    followUps.push(row.followUps);
    yield row;
  }
}
