import { workerData } from 'node:worker_threads';
import type { Directory } from '#crm/access/directory.ts';
import { formCustomers, type FormedCustomers } from '#crm/customers/form-customers.ts';
import type { EntryForm } from '#engines/engine.ts';
import { callerReceiver, type SentCaller } from '#jobs/thread-caller.ts';
import { answerRequests } from '#jobs/worker-thread.ts';
import { customerMaker, type CustomerMaker, type GeneratedFollowUp } from './customer-row.ts';

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
  const rows = Array.from({ length: count }, (_unused, at) => maker.at(start + at));
  return { formed: formCustomers(form, who, rows, new Map()), followUps: rows.map(({ followUps }) => followUps) };
});
