import type { Selectable } from 'kysely';
import { maskPhone, showsPhones } from '#crm/access/mask-phone.ts';
import { maskCustom } from '#crm/fields/apply-custom.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';
import type { CustomersTable } from '#engines/engine.ts';
import type { Customer, Label } from './customer.ts';
import type { StoredPhone, WrittenPhone } from './phones.ts';

/** A row of `customers` alone. */
export type CustomerColumns = Selectable<CustomersTable>;

/** What of a row is shown: the rest is what lists are found by, and costs a tenth of reading a page. */
const SHOWN = [
  'id',
  'name',
  'pinyin',
  'type_id',
  'source_id',
  'grade_id',
  'deal_flag_id',
  'stars',
  'address',
  'company_id',
  'task_id',
  'owner_agent_id',
  'owner_department_id',
  'assigned_at',
  'service_agent_id',
  'service_department_id',
  'follow_up_count',
  'last_contact_at',
  'last_contact_agent_id',
  'last_contact_department_id',
  'last_call_serial',
  'opportunity_count',
  'won_count',
  'pool_reason_id',
  'recycled_at',
  'owner_changes',
  'how_made',
  'original_id',
  'im_third_id',
  'custom',
  'version',
  'created_at',
  'created_by_agent_id',
  'created_role_id',
  'created_department_id',
  'updated_at',
  'updated_by_agent_id',
  'updated_department_id',
] as const satisfies readonly (keyof CustomerColumns)[];

/** What is shown of a row of `customers`, with the linked company's name beside it. */
export type CustomerRow = Pick<CustomerColumns, (typeof SHOWN)[number]> & { company_name: string | null };

/** Selects what is shown of rows; every statement that reads customers starts from it. */
export function customerRows(sql: Reader['sql']) {
  return sql
    .selectFrom('customers')
    .leftJoin('companies', (join) =>
      join.onRef('companies.tenant_id', '=', 'customers.tenant_id').onRef('companies.id', '=', 'customers.company_id'),
    )
    .select(SHOWN.map((column) => `customers.${column}` as const))
    .select('companies.name as company_name');
}

/** Customers of rows, in their order, with phones and labels; one statement whatever the number. */
export async function toCustomers(db: Reader, who: Caller, rows: readonly CustomerRow[]): Promise<Customer[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const attached = await readAttached(db, who.tenantId, ids);
  return rows.map((row) => {
    const { phones, labels } = attached.get(row.id) ?? nothingAttached;
    return toCustomer(who, row, phones, labels);
  });
}

/** What hangs on a customer, in its order. */
export interface Attached {
  readonly phones: readonly WrittenPhone[];
  readonly labels: readonly Label[];
}

export const nothingAttached: Attached = { phones: [], labels: [] };

/** What hangs on customers, by their ids; those on whom nothing does are not in the answer. */
export async function readAttached(
  db: Reader,
  tenantId: bigint,
  ids: readonly bigint[],
): Promise<ReadonlyMap<bigint, Attached>> {
  const attached = new Map<bigint, { phones: WrittenPhone[]; labels: Label[] }>();
  const rows = await attachedTo(db.sql, { tenantId }, ids);
  // A store that sorted both together would have to gather them first.
  rows.sort((a, b) => a.position - b.position);
  for (const { customer_id: customerId, id, text, number } of rows) {
    let one = attached.get(customerId);
    if (one === undefined) attached.set(customerId, (one = { phones: [], labels: [] }));
    if (number === null) one.labels.push({ id, name: text });
    else one.phones.push({ id, content: text, number });
  }
  return attached;
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

/** Phones, and labels, which have no number: one statement for both, as each costs a round trip where the database is another process. */
const attachedTo = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql
    .selectFrom('customer_phones')
    .select(['customer_id', 'id', 'content as text', (eb) => eb.ref('number').$castTo<string | null>().as('number')])
    .select('position')
    .where('tenant_id', '=', p.tenantId)
    .where('customer_id', 'in', ids)
    .unionAll((eb) =>
      eb
        .selectFrom('customer_labels')
        .innerJoin('labels', (join) =>
          join
            .onRef('labels.tenant_id', '=', 'customer_labels.tenant_id')
            .onRef('labels.id', '=', 'customer_labels.label_id'),
        )
        .select([
          'customer_labels.customer_id',
          'labels.id',
          'labels.name as text',
          (label) => label.val(null).as('number'),
        ])
        .select('customer_labels.position')
        .where('customer_labels.tenant_id', '=', p.tenantId)
        .where('customer_labels.customer_id', 'in', ids),
    ),
);
