import { applyPatch } from '#crm/customers/apply-patch.ts';
import { emptyState } from '#crm/customers/state.ts';
import { updateCustomer as update } from '#crm/customers/update-customer.ts';
import type { CustomerPatch } from '#crm/customers/customer.ts';
import { loadRowTexts } from '#crm/fields/row-texts.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { TtfError } from '../errors.ts';
import { auditLookup } from '../hidden-phones.ts';
import { findOne, readLookup } from '../lookup.ts';
import { refuseUnknown, type Operation } from '../operation.ts';
import { customerKeys, customerOf, readCustomer } from '../read-customer.ts';
import { listJson, writeCustomers } from '../write-customer.ts';

const NOT_FOUND = 2005;

/** update_customer: changes the one customer that `type` and `content` name, and answers it as it is then. */
export const updateCustomer: Operation = {
  name: 'update_customer',
  rest: { method: 'PUT', path: '/customers/update_customer' },
  reads: false,
  onSocket: true,
  members: ['type', 'content', 'customer', 'customerLabel'],
  async run(call) {
    const lookup = readLookup(call.params);
    const who = call.caller();
    const customer = customerOf(call.params);
    refuseUnknown(call, customer, customerKeys);
    const patchOf = readCustomer(who, customer, call.params);
    await auditLookup(call, who, lookup);
    const [written] = await call.store.write(async (db) => {
      try {
        const { id, custom } = await findOne(db, who, lookup);
        const rows = await loadRowTexts(db, who.tenantId, who.directory, 'customer', [custom]);
        const updated = await update(db, who, id, (present) => patchOf(present, rows));
        return await writeCustomers(db, who, [updated], 'written');
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
