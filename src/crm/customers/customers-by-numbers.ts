import { isInReach } from '#crm/access/scope.ts';
import { inLists } from '#crm/in-lists.ts';
import type { Caller, Reader } from '#crm/store.ts';

/** The living customers in reach that have one of the numbers (normalised), by number; a statement for a thousand of them. */
export async function customersByNumbers(
  db: Reader,
  who: Caller,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const byNumber = new Map<string, bigint>();
  for (const list of inLists(numbers)) {
    const rows = await db.sql
      .selectFrom('customer_phones')
      .innerJoin('customers', (join) =>
        join
          .onRef('customers.tenant_id', '=', 'customer_phones.tenant_id')
          .onRef('customers.id', '=', 'customer_phones.customer_id'),
      )
      .select([
        'customer_phones.number',
        'customers.id',
        'customers.owner_agent_id',
        'customers.owner_department_id',
        'customers.service_agent_id',
        'customers.service_department_id',
      ])
      .where('customer_phones.tenant_id', '=', who.tenantId)
      .where('customer_phones.number', 'in', list)
      .where('customer_phones.deleted_at', 'is', null)
      .execute();
    for (const row of rows) if (isInReach(who, row)) byNumber.set(row.number, row.id);
  }
  return byNumber;
}
