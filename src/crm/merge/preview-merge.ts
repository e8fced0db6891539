import { stateOf } from '#crm/customers/state.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { maskChanges } from '#crm/changes/change.ts';
import type { Customer } from '#crm/customers/customer.ts';
import type { Caller, Store, Writer } from '#crm/store.ts';
import { lockBoth, mergeCustomers } from './merge-customers.ts';
import { takeableFields } from './takeable-fields.ts';

export interface MergePreview {
  /** As it would be. */
  readonly customer: Customer;
  /** Fields whose value can come from the other one; where the kept one has none, it does (`taken`). */
  readonly fields: readonly {
    readonly field: string;
    readonly label: string;
    readonly keptText: string;
    readonly otherText: string;
    readonly taken: boolean;
  }[];
  readonly moves: Readonly<
    Record<'phones' | 'labels' | 'followUps' | 'opportunities' | 'tickets' | 'calls' | 'messages', number>
  >;
}

/** What takes the transaction back in which a merge was tried. */
class TriedOut extends Error {
  readonly preview: MergePreview;
  constructor(preview: MergePreview) {
    super('a merge was tried');
    this.preview = preview;
  }
}

/** What merging would do: it is done, looked at and taken back. Raises what mergeCustomers raises. */
export async function previewMerge(
  store: Store,
  who: Caller,
  keptId: bigint,
  otherId: bigint,
  take: readonly string[],
): Promise<MergePreview> {
  try {
    return await store.write(async (db) => {
      throw new TriedOut(await tryOut(db, who, keptId, otherId, take));
    });
  } catch (error) {
    if (error instanceof TriedOut) return error.preview;
    throw error;
  }
}

async function tryOut(
  db: Writer,
  who: Caller,
  keptId: bigint,
  otherId: bigint,
  take: readonly string[],
): Promise<MergePreview> {
  const { kept, other } = await lockBoth(db, who, keptId, otherId);
  const [before, theirs] = [kept, other].map(({ row, phones, labels }) => stateOf(row, phones, labels)) as [
    ReturnType<typeof stateOf>,
    ReturnType<typeof stateOf>,
  ];
  const takeable = await takeableFields(db, who, before, theirs);
  const { mergeId } = await mergeCustomers(db, who, kept.row.id, other.row.id, { take });
  const customer = await getCustomer(db, who, kept.row.id);
  const row = await db.sql
    .selectFrom('merges')
    .select('detail')
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', mergeId)
    .executeTakeFirstOrThrow();
  const { moved } = JSON.parse(row.detail) as { moved: Record<string, string[]> };
  return {
    customer,
    fields: maskChanges(who, 'customer', takeable).map(({ field, label, oldText, newText }) => ({
      field,
      label,
      keptText: oldText,
      otherText: newText,
      taken: take.includes(field) || oldText === '',
    })),
    moves: {
      phones: other.phones.length,
      labels: other.labels.length,
      followUps: moved['follow_ups']!.length,
      opportunities: moved['opportunities']!.length,
      tickets: moved['tickets']!.length,
      calls: moved['calls']!.length,
      messages: moved['messages']!.length,
    },
  };
}
