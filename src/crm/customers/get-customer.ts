import { isInReach } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepare, prepareForIds } from '#engines/prepare.ts';
import { aliasTargets } from './aliases.ts';
import type { Customer } from './customer.ts';
import { customerRows, toCustomers } from './read-customers.ts';

/** The living customer of this id. Raises `not_found` when there is none that the caller may see. */
export async function getCustomer(db: Reader, who: Caller, id: bigint): Promise<Customer> {
  const customer = (await getCustomers(db, who, [id])).get(id);
  if (customer === undefined) throw new CrmError('not_found', { record: 'customer', id: String(id) });
  return customer;
}

/** Living customers by id, those out of reach left out; three statements whatever the number. */
export async function getCustomers(db: Reader, who: Caller, ids: readonly bigint[]): Promise<Map<bigint, Customer>> {
  const rows = await rowsById(db.sql, { tenantId: who.tenantId }, ids);
  const visible = rows.filter((row) => isInReach(who, row));
  const customers = await toCustomers(db, who, visible);
  const found = new Map(customers.map((customer) => [customer.id, customer]));
  const missing = ids.length === rows.length ? [] : withoutThoseOf(ids, rows);
  if (missing.length > 0) await addMerged(db, who, found, missing);
  return found;
}

/** Whether there is such a living customer that the caller may see; one statement. */
export async function seesCustomer(db: Reader, who: Caller, id: bigint): Promise<boolean> {
  const [row] = await assignmentOf(db.sql, { tenantId: who.tenantId, id });
  return row !== undefined && isInReach(who, row);
}

const assignmentOf = prepare((sql: Reader['sql'], p: { tenantId: bigint; id: bigint }) =>
  sql
    .selectFrom('customers')
    .select(['owner_agent_id', 'owner_department_id', 'service_agent_id', 'service_department_id'])
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id)
    .where('deleted_at', 'is', null),
);

function withoutThoseOf(ids: readonly bigint[], rows: readonly { readonly id: bigint }[]): bigint[] {
  const known = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !known.has(id));
}

/** Ids that were merged away answer the customer that they went into, under the id that was asked for. */
async function addMerged(
  db: Reader,
  who: Caller,
  found: Map<bigint, Customer>,
  missing: readonly bigint[],
): Promise<void> {
  const targets = await aliasTargets(db, who.tenantId, missing);
  if (targets.size === 0) return;
  const merged = await getCustomers(db, who, [...new Set(targets.values())]);
  for (const [alias, id] of targets) {
    const customer = merged.get(id);
    if (customer !== undefined) found.set(alias, customer);
  }
}

const rowsById = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  customerRows(sql)
    .where('customers.tenant_id', '=', p.tenantId)
    .where('customers.id', 'in', ids)
    .where('customers.deleted_at', 'is', null),
);
