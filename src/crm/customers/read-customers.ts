import type { Selectable } from 'kysely';
import { maskPhone, showsPhones } from '#crm/access/mask-phone.ts';
import { maskCustom } from '#crm/fields/apply-custom.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';
import type { CustomersTable } from '#engines/engine.ts';
import type { Customer, Label } from './customer.ts';
import type { StoredPhone } from './phones.ts';

/** A row of `customers` alone. */
export type CustomerColumns = Selectable<CustomersTable>;

/** A row of `customers` with the linked company's name beside it. */
export type CustomerRow = CustomerColumns & { company_name: string | null };

/** Selects whole rows; every statement that reads customers starts from it. */
export function customerRows(sql: Reader['sql']) {
  return sql
    .selectFrom('customers')
    .leftJoin('companies', (join) =>
      join.onRef('companies.tenant_id', '=', 'customers.tenant_id').onRef('companies.id', '=', 'customers.company_id'),
    )
    .selectAll('customers')
    .select('companies.name as company_name');
}

/** Customers of rows, in their order, with phones and labels; two statements whatever the number. */
export async function toCustomers(db: Reader, who: Caller, rows: readonly CustomerRow[]): Promise<Customer[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const { tenantId } = who;
  const read = await Promise.all([phonesOf(db.sql, { tenantId }, ids), labelsOf(db.sql, { tenantId }, ids)]);
  const phones = groupById(read[0]);
  const labels = groupById(read[1]);
  return rows.map((row) => toCustomer(who, row, phones.get(row.id) ?? [], labels.get(row.id) ?? []));
}

export function toCustomer(
  who: Caller,
  row: CustomerRow,
  phones: readonly StoredPhone[],
  labels: readonly Label[],
): Customer {
  const whole = showsPhones(who);
  return {
    id: row.id,
    name: row.name,
    pinyin: row.pinyin,
    phones: phones.map(({ id, content }) => ({ id: id!, content: whole ? content : maskPhone(content) })),
    typeId: row.type_id,
    sourceId: row.source_id,
    gradeId: row.grade_id,
    dealFlagId: row.deal_flag_id,
    stars: row.stars,
    labels: labels.map(({ id, name }) => ({ id, name })),
    address: row.address,
    companyId: row.company_id,
    companyName: row.company_name,
    taskId: row.task_id,
    ownerAgentId: row.owner_agent_id,
    ownerDepartmentId: row.owner_department_id,
    assignedAt: row.assigned_at,
    serviceAgentId: row.service_agent_id,
    serviceDepartmentId: row.service_department_id,
    followUpCount: row.follow_up_count,
    lastContactAt: row.last_contact_at,
    lastContactAgentId: row.last_contact_agent_id,
    lastContactDepartmentId: row.last_contact_department_id,
    lastCallSerial: row.last_call_serial,
    opportunityCount: row.opportunity_count,
    won: row.won_count > 0,
    poolReasonId: row.pool_reason_id,
    recycledAt: row.recycled_at,
    ownerChanges: row.owner_changes,
    howMade: row.how_made,
    originalId: row.original_id,
    imThirdId: row.im_third_id,
    custom: maskCustom(who, 'customer', parseCustom(row.custom)),
    version: row.version,
    createdAt: row.created_at,
    createdByAgentId: row.created_by_agent_id,
    createdRoleId: row.created_role_id,
    createdDepartmentId: row.created_department_id,
    updatedAt: row.updated_at,
    updatedByAgentId: row.updated_by_agent_id,
    updatedDepartmentId: row.updated_department_id,
  };
}

function groupById<R extends { customer_id: bigint }>(rows: readonly R[]): Map<bigint, R[]> {
  const groups = new Map<bigint, R[]>();
  for (const row of rows) {
    const group = groups.get(row.customer_id);
    if (group === undefined) groups.set(row.customer_id, [row]);
    else group.push(row);
  }
  return groups;
}

const phonesOf = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql
    .selectFrom('customer_phones')
    .select(['customer_id', 'id', 'content', 'number'])
    .where('tenant_id', '=', p.tenantId)
    .where('customer_id', 'in', ids)
    .orderBy('customer_id')
    .orderBy('position'),
);

const labelsOf = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql
    .selectFrom('customer_labels')
    .innerJoin('labels', (join) =>
      join
        .onRef('labels.tenant_id', '=', 'customer_labels.tenant_id')
        .onRef('labels.id', '=', 'customer_labels.label_id'),
    )
    .select(['customer_labels.customer_id', 'labels.id', 'labels.name'])
    .where('customer_labels.tenant_id', '=', p.tenantId)
    .where('customer_labels.customer_id', 'in', ids)
    .orderBy('customer_labels.customer_id')
    .orderBy('customer_labels.position'),
);
