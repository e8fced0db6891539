import { isInReach } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import { aliasTarget } from './aliases.ts';
import type { Label } from './customer.ts';
import { readPhones, type WrittenPhone } from './phones.ts';
import { customerRows, type CustomerRow } from './read-customers.ts';

export interface LockedCustomer {
  readonly row: CustomerRow;
  readonly phones: readonly WrittenPhone[];
  readonly labels: readonly Label[];
}

/**
 * The customer as it is, held until the transaction ends, so that concurrent edits of one customer follow each other.
 * An id that was merged away locks the customer that it went into. Raises `not_found` when it isn't there, isn't in reach, or is not in the asked-for life (living or deleted).
 */
export async function lockCustomer(
  db: Writer,
  who: Caller,
  id: bigint,
  life: 'living' | 'deleted' = 'living',
): Promise<LockedCustomer> {
  const { tenantId } = who;
  await holdCustomer(db.sql, { tenantId, id });
  const [row] = await rowById(db.sql, { tenantId, id });
  if (row === undefined || row.deleted_at !== null) {
    const mergedInto = await aliasTarget(db, tenantId, id);
    if (mergedInto !== null && life === 'living') return await lockCustomer(db, who, mergedInto);
    if (mergedInto !== null) throw new CrmError('not_found', { record: 'customer', id: String(id) });
  }
  if (row === undefined || (row.deleted_at === null) !== (life === 'living') || !isInReach(who, row)) {
    throw new CrmError('not_found', { record: 'customer', id: String(id) });
  }
  return { row, phones: await readPhones(db, tenantId, id), labels: await labelsOfOne(db.sql, { tenantId, id }) };
}

/** A write that changes nothing takes the row's lock on every engine. */
export const holdCustomer = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint }) =>
  sql
    .updateTable('customers')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id),
);

const rowById = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint }) =>
  customerRows(sql).where('customers.tenant_id', '=', p.tenantId).where('customers.id', '=', p.id),
);

const labelsOfOne = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint }) =>
  sql
    .selectFrom('customer_labels')
    .innerJoin('labels', (join) =>
      join
        .onRef('labels.tenant_id', '=', 'customer_labels.tenant_id')
        .onRef('labels.id', '=', 'customer_labels.label_id'),
    )
    .select(['labels.id', 'labels.name'])
    .where('customer_labels.tenant_id', '=', p.tenantId)
    .where('customer_labels.customer_id', '=', p.id)
    .orderBy('customer_labels.position'),
);
