import { isInReach, type OwnerColumns } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import { aliasTarget } from './aliases.ts';
import {
  type Attached,
  type CustomerColumns,
  type CustomerRow,
  nothingAttached,
  readAttached,
} from './read-customers.ts';

/** A customer as it is, with what hangs on it. */
export interface LockedCustomer extends Attached {
  readonly row: CustomerColumns & CustomerRow;
}

type Life = 'living' | 'deleted';

/**
 * The customer's row as it is, held until the transaction ends, so that concurrent edits of one customer follow each other.
 * An id that was merged away locks the customer that it went into. Raises `not_found` when it isn't there, isn't in reach,
 * or is not in the asked-for life.
 */
export async function lockCustomer(
  db: Writer,
  who: Caller,
  id: bigint,
  life: Life = 'living',
): Promise<CustomerColumns> {
  return await lockCustomerBy(db, who, id, life, holdCustomer);
}

/** The same with its phones and labels. */
export async function lockWholeCustomer(
  db: Writer,
  who: Caller,
  id: bigint,
  life: Life = 'living',
): Promise<LockedCustomer> {
  const row = await lockCustomer(db, who, id, life);
  const { tenantId } = who;
  // Statements after the lock: the one that waited for it sees the row of then, but other tables as they were before.
  const [attached, companies] = await Promise.all([
    readAttached(db, tenantId, [row.id]),
    row.company_id === null ? [] : companyById(db.sql, { tenantId, id: row.company_id }),
  ]);
  const { phones, labels } = attached.get(row.id) ?? nothingAttached;
  return { row: { ...row, company_name: companies[0]?.name ?? null }, phones, labels };
}

/** What tells whether a caller may have a customer. */
type Held = OwnerColumns & Pick<CustomerColumns, 'id' | 'deleted_at'>;

/**
 * Locks a customer as lockCustomer does, by a change of its row that answers the row as it is then. Where lockCustomer
 * raises, the caller's transaction must end: the change may have been made.
 */
export async function lockCustomerBy<Row extends Held>(
  db: Writer,
  who: Caller,
  id: bigint,
  life: Life,
  change: (sql: Writer['sql'], customer: { tenantId: bigint; id: bigint }) => Promise<Row[]>,
): Promise<Row> {
  const { tenantId } = who;
  const [row] = await change(db.sql, { tenantId, id });
  if (row === undefined || row.deleted_at !== null) {
    const mergedInto = await aliasTarget(db, tenantId, id);
    if (mergedInto !== null && life === 'living') return await lockCustomerBy(db, who, mergedInto, life, change);
    if (mergedInto !== null) throw new CrmError('not_found', { record: 'customer', id: String(id) });
  }
  if (row === undefined || (row.deleted_at === null) !== (life === 'living') || !isInReach(who, row)) {
    throw new CrmError('not_found', { record: 'customer', id: String(id) });
  }
  return row;
}

/** The row; a write that changes nothing takes the row's lock on every engine. */
export const holdCustomer = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint }) =>
  sql
    .updateTable('customers')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id)
    .returningAll(),
);

const companyById = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint }) =>
  sql.selectFrom('companies').select('name').where('tenant_id', '=', p.tenantId).where('id', '=', p.id),
);
