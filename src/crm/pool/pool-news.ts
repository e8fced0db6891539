import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import type { Customer } from '#crm/customers/customer.ts';
import { customerRows, toCustomers } from '#crm/customers/read-customers.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';

/** Customers that fell into the pool, last first, and how many did since a time (UTC ms). */
export async function poolNews(
  db: Reader,
  who: Caller,
  since: number,
  limit: number,
): Promise<{ customers: Customer[]; since: number }> {
  const rows = await customerRows(db.sql)
    .where((eb) => eb.and(inPool(who)))
    .where('customers.recycled_at', 'is not', null)
    .orderBy('customers.recycled_at', 'desc')
    .orderBy('customers.id', 'desc')
    .limit(limit)
    .execute();
  const { n } = await db.sql
    .selectFrom('customers')
    .where((eb) => eb.and(inPool(who)))
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('customers.recycled_at', '>=', since)
    .executeTakeFirstOrThrow();
  return { customers: await toCustomers(db, who, rows), since: Number(n) };
}

/** Living customers without an owner; the pool is in everybody's reach. */
function inPool(who: Caller): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customers'>();
  return [
    eb('customers.tenant_id', '=', who.tenantId),
    eb('customers.deleted_at', 'is', null),
    eb('customers.owner_agent_id', 'is', null),
    eb('customers.owner_department_id', 'is', null),
  ];
}

/** The caller's customers that were assigned last, last first. */
export async function newlyMine(db: Reader, who: Caller, limit: number): Promise<Customer[]> {
  const rows = await customerRows(db.sql)
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.deleted_at', 'is', null)
    .where('customers.owner_agent_id', '=', who.agentId)
    .where('customers.assigned_at', 'is not', null)
    .orderBy('customers.assigned_at', 'desc')
    .orderBy('customers.id', 'desc')
    .limit(limit)
    .execute();
  return await toCustomers(db, who, rows);
}
