import type { DictionaryName } from '#crm/access/directory.ts';
import { requirePermission } from '#crm/access/scope.ts';
import { recordChanges, type FieldChange } from '#crm/changes/record-changes.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { findAgent } from '#crm/customers/assignment.ts';
import type { AgentRef, OptionRef } from '#crm/customers/customer.ts';
import { lockCustomer } from '#crm/customers/lock-customer.ts';
import { CrmError } from '#crm/errors.ts';
import { optionName, resolveOption } from '#crm/options/resolve-option.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import { checkSerial, checkTime } from './check-values.ts';
import { requirePartyInReach } from './party.ts';
import type { Saved } from './saved.ts';
import { firstState, isClosed } from './ticket-states.ts';
import { toTicket, type KeptTicket, type Ticket, type TicketInput, type TicketRow } from './ticket.ts';
import { change, writeBySerial, type WrittenBySerial } from './write-by-serial.ts';

const LONGEST_TITLE = 255;
const LONGEST_CONTENT = 20_000;

/**
 * Writes a ticket of a customer; the same serial again changes it, with a change record for each field. Raises `missing`
 * (customerId, title), `too_long`, `invalid`, `not_found` (customer), `unknown_agent` (handler), `unknown_option`, and with
 * `kept.id` also `taken`.
 */
export async function createTicket(
  db: Writer,
  who: Caller,
  input: TicketInput,
  kept: KeptTicket = {},
): Promise<Saved<Ticket>> {
  requirePermission(who, 'customer.edit');
  const { before, after, changed } = await writeBySerial(db, {
    table: 'tickets',
    tenantId: who.tenantId,
    serial: input.serial === undefined || input.serial === null ? null : checkSerial(input.serial),
    keptId: kept.id,
    form: (present) => formTicket(db, who, input, kept, present),
  });
  return await announce(db, who, { before, after, changed });
}

/** Changes a ticket by its id. Raises `not_found`, `stale` (`version` is that which the caller holds), and what createTicket raises. */
export async function updateTicket(
  db: Writer,
  who: Caller,
  id: bigint,
  input: Omit<TicketInput, 'serial' | 'customerId'>,
  { version }: { version?: number | undefined } = {},
): Promise<Ticket> {
  requirePermission(who, 'customer.edit');
  const before = await holdById(db, who.tenantId, id);
  const after = await formTicket(db, who, input, {}, before);
  requireVersion('ticket', toTicket(before).version, version);
  const written = await change(db, 'tickets', before, after);
  return (await announce(db, who, written)).record;
}

/** A write that changes nothing takes the row's lock on every engine. */
async function holdById(db: Writer, tenantId: bigint, id: bigint): Promise<TicketRow> {
  const row = await db.sql
    .updateTable('tickets')
    .set((eb) => ({ serial: eb.ref('serial') }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'ticket', id: String(id) });
  return row;
}

async function announce(
  db: Writer,
  who: Caller,
  { before, after, changed }: WrittenBySerial<'tickets'>,
): Promise<Saved<Ticket>> {
  if (changed.length === 0) return { record: toTicket(after), outcome: 'unchanged' };
  if (before !== null) await recordChanges(db, who, 'ticket', after.id, describeChanges(who, before, after));
  await recordEvent(db, who, {
    kind: before === null ? 'ticket.created' : 'ticket.updated',
    record: 'ticket',
    recordId: after.id,
    detail: { customerId: String(after.customer_id) },
  });
  return { record: toTicket(after), outcome: before === null ? 'created' : 'updated' };
}

async function formTicket(db: Writer, who: Caller, input: TicketInput, kept: KeptTicket, before: TicketRow | null) {
  const customerId = await customerOf(db, who, input, before);
  const title = input.title ?? before?.title ?? '';
  if (title.trim() === '') throw new CrmError('missing', { field: 'title' });
  const content = {
    customer_id: customerId,
    title: checkText('title', title, LONGEST_TITLE),
    content: checkText('content', input.content ?? before?.content ?? '', LONGEST_CONTENT),
    handler_agent_id: handlerOf(who, input.handler, before?.handler_agent_id ?? null),
    state_id: choice(
      who,
      'ticket_state',
      'state',
      input.state,
      before === null ? firstState(who.directory) : before.state_id,
    ),
    urgency_id: choice(who, 'ticket_urgency', 'urgency', input.urgency, before?.urgency_id ?? null),
  };
  return { ...content, ...timesOf(who, kept, before, content) };
}

/** A ticket stays with its customer. */
async function customerOf(db: Writer, who: Caller, input: TicketInput, before: TicketRow | null): Promise<bigint> {
  if (before !== null) {
    await requirePartyInReach(db, who, 'ticket', before);
    if (input.customerId === undefined || input.customerId === before.customer_id) return before.customer_id;
    throw new CrmError('invalid', { field: 'customerId', reason: 'a ticket stays with its customer' });
  }
  if (input.customerId === undefined) throw new CrmError('missing', { field: 'customerId' });
  return (await lockCustomer(db, who, input.customerId)).id;
}

function handlerOf(who: Caller, ref: AgentRef | null | undefined, present: bigint | null): bigint | null {
  if (ref === undefined) return present;
  return ref === null ? null : findAgent(who, ref, 'handler').id;
}

function choice(
  who: Caller,
  dictionary: DictionaryName,
  field: string,
  ref: OptionRef | null | undefined,
  present: bigint | null,
): bigint | null {
  if (ref === undefined) return present;
  return ref === null ? null : resolveOption(who.directory, dictionary, ref, { field, present }).id;
}

type Content = Pick<TicketRow, 'title' | 'content' | 'handler_agent_id' | 'state_id' | 'urgency_id'>;

function timesOf(who: Caller, kept: KeptTicket, before: TicketRow | null, content: Content) {
  const closed = isClosed(who.directory, content.state_id);
  if (before !== null) {
    return {
      created_at: before.created_at,
      created_by_agent_id: before.created_by_agent_id,
      updated_at: isSame(before, content) ? before.updated_at : Math.max(who.now, before.updated_at + 1),
      closed_at: closed ? (before.closed_at ?? who.now) : null,
    };
  }
  const createdAt = checkTime('createdAt', kept.createdAt ?? who.now);
  const updatedAt = checkTime('updatedAt', kept.updatedAt ?? createdAt);
  return {
    created_at: createdAt,
    created_by_agent_id: kept.createdByAgentId === undefined ? who.agentId : kept.createdByAgentId,
    updated_at: updatedAt,
    closed_at: kept.closedAt === undefined ? (closed ? updatedAt : null) : kept.closedAt,
  };
}

function isSame(before: Content, after: Content): boolean {
  return (Object.keys(after) as (keyof Content)[]).every((key) => before[key] === after[key]);
}

function describeChanges(who: Caller, before: TicketRow, after: TicketRow): FieldChange[] {
  const agent = (id: bigint | null): string => (id === null ? '' : (who.directory.agents.get(id)?.loginNo ?? ''));
  const option = (dictionary: DictionaryName, id: bigint | null): string => optionName(who.directory, dictionary, id);
  const compared: readonly [keyof Content, string, (row: TicketRow) => string][] = [
    ['title', '标题', (row) => row.title],
    ['content', '内容', (row) => row.content],
    ['handler_agent_id', '处理人', (row) => agent(row.handler_agent_id)],
    ['state_id', '工单状态', (row) => option('ticket_state', row.state_id)],
    ['urgency_id', '紧急程度', (row) => option('ticket_urgency', row.urgency_id)],
  ];
  return compared.flatMap(([column, label, text]) =>
    before[column] === after[column]
      ? []
      : [{ field: column.replace(/(_agent)?_id$/, ''), label, oldText: text(before), newText: text(after) }],
  );
}
