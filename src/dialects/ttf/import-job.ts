import { createCustomer } from '#crm/customers/create-customer.ts';
import { parseExact } from '#transport/http/exact-json.ts';
import { rowJob } from '#jobs/row-job.ts';
import { rowFailureJson } from './answer.ts';
import { toTtfError } from './errors.ts';
import { refuseUnknown } from './operation.ts';
import { membersOf, Params } from './params.ts';
import { customerKeys, customerOf, readCustomer } from './read-customer.ts';

export const IMPORT_KIND = 'ttf.import';

/** What a row is stored as until its turn comes: the customer as sent, and whether unknown keys are refused. */
export interface ImportRow {
  readonly customer: unknown;
  readonly strict: boolean;
}

const nothing = new Params([]);

/** Works off what batch_import_async took in: each row is a create_customer of its own, with its answer. */
export const importCustomers = rowJob({
  kind: IMPORT_KIND,
  async handle(db, who, input) {
    const row = membersOf(parseExact(input))!;
    const customer = customerOf(new Params([{ customer: row['customer']! }]));
    refuseUnknown({ strict: row['strict'] === true, countUnknown: () => undefined }, customer, customerKeys);
    const made = await createCustomer(db, who, readCustomer(who, customer, nothing)(null), { howMade: 1 });
    return `{"code":1000,"customer_id":${made.id}}`;
  },
  refused(error) {
    const answer = toTtfError(error);
    return answer === null ? null : rowFailureJson(answer);
  },
});
