import { applyPatch } from '#crm/customers/apply-patch.ts';
import { emptyState } from '#crm/customers/state.ts';
import { updateCustomer as update } from '#crm/customers/update-customer.ts';
import type { CustomerPatch } from '#crm/customers/customer.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { TtfError } from '../errors.ts';
import { findOne, readLookup } from '../lookup.ts';
import type { Operation } from '../operation.ts';
import { customerOf, readCustomer } from '../read-customer.ts';
import { refuseUnknown } from '../strict.ts';
import { listJson, writeCustomers } from '../write-customer.ts';

const NOT_FOUND = 2005;

/** update_customer: changes the one customer that `type` and `content` name, and answers it as it is then. */
export const updateCustomer: Operation = {
  name: 'update_customer',
  reads: false,
  async run(call) {
    const lookup = readLookup(call.params);
    const who = call.caller();
    const customer = customerOf(call.params);
    refuseUnknown(call, customer);
    const patchOf = readCustomer(who, customer, call.params);
    const [written] = await call.store.write(async (db) => {
      try {
        const { id } = await findOne(db, who, lookup);
        return await writeCustomers(db, who, [await update(db, who, id, patchOf)], 'written');
      } catch (error) {
        if (error instanceof TtfError && error.code === NOT_FOUND) await refuseWrongPatch(db, who, patchOf(null));
        throw error;
      }
    });
    return `"customer":${written},"result":${listJson([written!])}`;
  },
};

/** A patch's own faults come before "nothing matches" in the order of errors; what this writes is rolled back. */
async function refuseWrongPatch(db: Writer, who: Caller, patch: CustomerPatch): Promise<void> {
  const { phones, ...rest } = patch;
  const added = phones?.kind === 'merge' ? phones.changes.filter(({ id }) => id === null) : [];
  await applyPatch(
    db,
    who,
    { ...emptyState, name: '-' },
    { ...rest, phones: { kind: 'merge', changes: added } },
    'update',
  );
}
