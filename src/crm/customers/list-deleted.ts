import type { ExpressionBuilder } from 'kysely';
import { customerInReach, requirePermission } from '#crm/access/scope.ts';
import { beyond, type Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import type { Customer } from './customer.ts';
import { customerRows, toCustomers } from './read-customers.ts';

export interface DeletedCustomer {
  readonly customer: Customer;
  readonly deletedAt: number;
}

/** Deleted customers that restoring may bring back, last deleted first; those that were merged away are not among them. */
export async function listDeletedCustomers(
  db: Reader,
  who: Caller,
  page: { readonly limit: number; readonly after?: Position },
): Promise<DeletedCustomer[]> {
  requirePermission(who, 'customer.delete');
  let query = customerRows(db.sql)
    .select('customers.deleted_at')
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.deleted_at', 'is not', null)
    .where(customerInReach(who))
    .where(notMerged)
    .orderBy('customers.deleted_at', 'desc')
    .orderBy('customers.id', 'desc')
    .limit(page.limit);
  if (page.after !== undefined) {
    query = query.where(beyond(['customers.deleted_at', 'customers.id'], page.after, 'desc'));
  }
  const rows = await query.execute();
  const customers = await toCustomers(db, who, rows);
  return customers.map((customer, at) => ({ customer, deletedAt: rows[at]!.deleted_at! }));
}

/** How many listDeletedCustomers has in all. */
export async function countDeletedCustomers(db: Reader, who: Caller): Promise<number> {
  const { n } = await db.sql
    .selectFrom('customers')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.deleted_at', 'is not', null)
    .where(customerInReach(who))
    .where(notMerged)
    .executeTakeFirstOrThrow();
  return Number(n);
}

const notMerged = (eb: ExpressionBuilder<Database, 'customers'>) =>
  eb.not(
    eb.exists(
      eb
        .selectFrom('customer_aliases')
        .select('customer_aliases.id')
        .whereRef('customer_aliases.tenant_id', '=', 'customers.tenant_id')
        .whereRef('customer_aliases.id', '=', 'customers.id'),
    ),
  );
