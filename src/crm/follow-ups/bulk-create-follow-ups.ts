import { sql } from 'kysely';
import { isInReach, type OwnerColumns, requirePermission } from '#crm/access/scope.ts';
import { eventRow } from '#crm/changes/record-event.ts';
import { bumpCount } from '#crm/counts.ts';
import { CrmError } from '#crm/errors.ts';
import { ownersCount } from '#crm/customer-records/owners-records.ts';
import { drawFreeIds, takenIds } from '#crm/free-ids.ts';
import { inLists } from '#crm/in-lists.ts';
import { insertRows } from '#crm/insert-rows.ts';
import { resolveOption } from '#crm/options/resolve-option.ts';
import { requireOpportunityOf } from '#crm/opportunities/require-opportunity-of.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { CustomersTable } from '#engines/engine.ts';
import { prepare } from '#engines/prepare.ts';
import { checkNextContact, contentColumns } from './content.ts';
import { authorshipColumns } from './create-follow-up.ts';
import type { KeptFollowUp, NewFollowUp } from './follow-up.ts';
import { markOpportunity } from './mark-contact.ts';
import { ownerColumns } from './owner-columns.ts';
import { followUpTokens } from './search-tokens.ts';

export interface NewFollowUpRow {
  readonly input: NewFollowUp;
  readonly kept?: KeptFollowUp;
}

/** What became of one row: its id, or why it was refused. */
export type BulkFollowUpOutcome = { readonly id: bigint } | { readonly error: CrmError };

type FollowUpColumns = Awaited<ReturnType<typeof formRow>>;

interface Candidate {
  readonly index: number;
  readonly keptId: bigint | undefined;
  readonly columns: FollowUpColumns;
}

/**
 * Writes many follow-ups in one transaction, by createFollowUp's rules and with all that follows from it, but with few
 * statements for all of them. A row that breaks a rule is refused alone; of two rows with one id the first wins.
 */
export async function bulkCreateFollowUps(
  db: Writer,
  who: Caller,
  rows: readonly NewFollowUpRow[],
): Promise<BulkFollowUpOutcome[]> {
  requirePermission(who, 'customer.edit');
  const outcomes: BulkFollowUpOutcome[] = [];
  const customers = await holdCustomers(
    db,
    who,
    rows.map(({ input }) => input.customerId),
  );
  const taken = await takenIds(db, 'follow_ups', who.tenantId, keptIds(rows));
  const used = new Set(taken);
  const candidates: Candidate[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      const columns = await formRow(db, who, row, customers);
      candidates.push({ index, keptId: useId(row.kept?.id, used), columns });
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      outcomes[index] = { error };
    }
  }
  const ids = await writeRows(db, who, candidates, used);
  candidates.forEach(({ index }, at) => {
    outcomes[index] = { id: ids[at]! };
  });
  return outcomes;
}

function keptIds(rows: readonly NewFollowUpRow[]): bigint[] {
  return rows.map(({ kept }) => kept?.id).filter((id) => id !== undefined);
}

function useId(id: bigint | undefined, used: Set<bigint>): bigint | undefined {
  if (id === undefined) return undefined;
  if (id <= 0n) throw new CrmError('invalid', { field: 'id', reason: 'not a positive 64-bit integer' });
  if (used.has(id)) throw new CrmError('taken', { field: 'id', value: String(id) });
  used.add(id);
  return id;
}

type HeldCustomer = OwnerColumns & Pick<CustomersTable, 'deal_flag_id'>;

/** The living customers in reach among `ids`, held until the transaction ends, as lockCustomer holds one. */
async function holdCustomers(
  db: Writer,
  who: Caller,
  ids: readonly bigint[],
): Promise<ReadonlyMap<bigint, HeldCustomer>> {
  const held = new Map<bigint, HeldCustomer>();
  const ascending = [...new Set(ids)].sort((a, b) => (a < b ? -1 : 1));
  for (const list of inLists(ascending)) {
    const rows = await db.sql
      .updateTable('customers')
      .set((eb) => ({ version: eb.ref('version') }))
      .where('tenant_id', '=', who.tenantId)
      .where('id', 'in', list)
      .where('deleted_at', 'is', null)
      .returning([
        'id',
        'deal_flag_id',
        'owner_agent_id',
        'owner_department_id',
        'service_agent_id',
        'service_department_id',
      ])
      .execute();
    for (const row of rows) {
      if (isInReach(who, row)) held.set(row.id, row);
    }
  }
  return held;
}

async function formRow(
  db: Writer,
  who: Caller,
  { input, kept = {} }: NewFollowUpRow,
  customers: ReadonlyMap<bigint, HeldCustomer>,
) {
  const content = contentColumns(input.content);
  const nextContactAt = checkNextContact(input.nextContactAt ?? null);
  const typeId = resolveOption(who.directory, 'follow_up_type', { id: input.typeId }, { field: 'type' }).id;
  const customer = customers.get(input.customerId);
  if (customer === undefined) throw new CrmError('not_found', { record: 'customer', id: String(input.customerId) });
  const opportunityId = input.opportunityId ?? null;
  if (opportunityId !== null) await requireOpportunityOf(db, who.tenantId, input.customerId, opportunityId);
  return {
    customer_id: input.customerId,
    opportunity_id: opportunityId,
    type_id: typeId,
    ...content,
    deal_flag_id: customer.deal_flag_id,
    next_contact_at: nextContactAt,
    version: 1,
    ...authorshipColumns(who, kept),
    deleted_at: null,
    visible: 1,
    ...ownerColumns(customer),
  };
}

async function writeRows(
  db: Writer,
  who: Caller,
  candidates: readonly Candidate[],
  reserved: ReadonlySet<bigint>,
): Promise<bigint[]> {
  const { tenantId } = who;
  const fresh = candidates.filter(({ keptId }) => keptId === undefined).length;
  const drawn = fresh === 0 ? [] : await drawFreeIds(db, 'follow_ups', tenantId, fresh, reserved);
  let next = 0;
  const ids = candidates.map(({ keptId }) => keptId ?? drawn[next++]!);
  await insertRows(
    db,
    'follow_ups',
    candidates.map(({ columns }, at) => ({ tenant_id: tenantId, id: ids[at]!, ...columns })),
  );
  const indexed = candidates
    .map(({ columns }, at) => ({ id: ids[at]!, tokens: followUpTokens(columns) }))
    .filter(({ tokens }) => tokens.length > 0);
  const names = candidates.map(({ columns }) => ownersCount('follow_ups', columns.owner_department_id));
  const events = candidates.map(({ columns }, at) =>
    eventRow(who, {
      kind: 'follow_up.created',
      record: 'follow_up',
      recordId: ids[at]!,
      detail: { customerId: String(columns.customer_id) },
    }),
  );
  // What doesn't need an answer of the other goes to the database together.
  await Promise.all([
    db.search.indexNew('follow_ups', tenantId, indexed),
    ...markContacts(
      db,
      tenantId,
      candidates.map(({ columns }) => columns),
    ),
    bumpCount(db, tenantId, 'follow_ups', candidates.length),
    ...[...new Set(names)]
      .sort()
      .map((name) => bumpCount(db, tenantId, name, names.filter((one) => one === name).length)),
    insertRows(db, 'events', events),
  ]);
  return ids;
}

/** Counts the rows on their customers, and makes the newest of each the last contact unless a newer one stands there. */
function markContacts(db: Writer, tenantId: bigint, rows: readonly FollowUpColumns[]): Promise<unknown>[] {
  return [
    ...newestOf(rows, (row) => row.customer_id).map(([id, { count, newest }]) =>
      countAndMark(db.sql, { ...contactOf(newest), tenantId, id, by: count }),
    ),
    ...newestOf(rows, (row) => row.opportunity_id).map(([id, { newest }]) =>
      markOpportunity(db.sql, { ...contactOf(newest), tenantId, id }),
    ),
  ];
}

/** Rows gathered by an id, lowest id first; of equally old ones the later is the newest, as if written one by one. */
function newestOf(rows: readonly FollowUpColumns[], idOf: (row: FollowUpColumns) => bigint | null) {
  const groups = new Map<bigint, { count: number; newest: FollowUpColumns }>();
  for (const row of rows) {
    const id = idOf(row);
    if (id === null) continue;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { count: 1, newest: row });
    else {
      group.count += 1;
      if (row.created_at >= group.newest.created_at) group.newest = row;
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function contactOf(row: FollowUpColumns) {
  return { at: row.created_at, agentId: row.created_by_agent_id, departmentId: row.created_department_id };
}

interface CountedContact {
  tenantId: bigint;
  id: bigint;
  at: number;
  agentId: bigint | null;
  departmentId: bigint | null;
  by: number;
}

const countAndMark = prepare((db: Writer['sql'], p: CountedContact) => {
  const isNewer = sql<boolean>`coalesce(last_contact_at, 0) <= ${p.at}`;
  const unlessOlder = <T>(value: T, column: string) =>
    sql<T>`case when ${isNewer} then ${value} else ${sql.ref(column)} end`;
  return db
    .updateTable('customers')
    .set((eb) => ({
      follow_up_count: eb('follow_up_count', '+', p.by),
      last_contact_at: unlessOlder(p.at, 'last_contact_at'),
      last_contact_agent_id: unlessOlder(p.agentId, 'last_contact_agent_id'),
      last_contact_department_id: unlessOlder(p.departmentId, 'last_contact_department_id'),
    }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id);
});
