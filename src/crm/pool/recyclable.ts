import { sql, type Expression, type SqlBool } from 'kysely';
import type { Caller, Reader } from '#crm/store.ts';
import { customerRows, toCustomers } from '#crm/customers/read-customers.ts';
import type { Customer } from '#crm/customers/customer.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Rows that one look goes over: the embedded store answers nobody else meanwhile. */
const ROWS_A_LOOK = 5000;

/** The same rule as recyclesAt, as a condition on owned rows of `customers`: nothing happened since `cutoff` (UTC ms). */
function untouchedSince(cutoff: number): Expression<SqlBool> {
  return sql<SqlBool>`case
    when coalesce(customers.last_contact_at, 0) > coalesce(customers.assigned_at, 0) then customers.last_contact_at
    when customers.assigned_at is not null then customers.assigned_at
    else customers.created_at end <= ${cutoff}`;
}

/**
 * Ids of owned customers that the tenant's rule takes into the pool now, among the next rows after `after` by id; `next` is
 * where to go on, null at the end.
 */
export async function dueForRecycling(
  db: Reader,
  who: Caller,
  after: bigint,
): Promise<{ ids: bigint[]; next: bigint | null }> {
  const { recycleAfterDays } = who.directory.poolRule;
  const last = await db.sql
    .selectFrom('customers')
    .select('id')
    .where('tenant_id', '=', who.tenantId)
    .where('id', '>', after)
    .orderBy('id')
    .offset(ROWS_A_LOOK - 1)
    .limit(1)
    .executeTakeFirst();
  let query = owned(db, who)
    .select('customers.id')
    .where('customers.id', '>', after)
    .where(untouchedSince(who.now - recycleAfterDays * DAY_MS))
    .orderBy('customers.id');
  if (last !== undefined) query = query.where('customers.id', '<=', last.id);
  const rows = recycleAfterDays === 0 ? [] : await query.execute();
  return { ids: rows.map((row) => row.id), next: last?.id ?? null };
}

/** The caller's own customers that fall into the pool within `days`, up to 200. */
export async function soonRecycled(db: Reader, who: Caller, days: number): Promise<Customer[]> {
  const { recycleAfterDays } = who.directory.poolRule;
  if (recycleAfterDays === 0) return [];
  const rows = await customerRows(db.sql)
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.deleted_at', 'is', null)
    .where('customers.owner_agent_id', '=', who.agentId)
    .where(untouchedSince(who.now - (recycleAfterDays - days) * DAY_MS))
    .limit(200)
    .execute();
  return await toCustomers(db, who, rows);
}

function owned(db: Reader, who: Caller) {
  return db.sql
    .selectFrom('customers')
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.deleted_at', 'is', null)
    .where((eb) =>
      eb.or([eb('customers.owner_agent_id', 'is not', null), eb('customers.owner_department_id', 'is not', null)]),
    );
}
