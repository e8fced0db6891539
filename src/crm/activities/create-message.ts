import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { findAgent } from '#crm/customers/assignment.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import { checkSerial, checkTime, checkWord } from './check-values.ts';
import { toMessage, type Message, type MessageInput, type MessageRow } from './message.ts';
import { partyOf, requirePartyInReach } from './party.ts';
import type { KeptActivity, Saved } from './saved.ts';
import { writeBySerial } from './write-by-serial.ts';

const LONGEST_CONTENT = 20_000;

/**
 * Writes a text message; the same serial again changes it. It belongs to the customer that is named, else to the one whose
 * phone it is. Raises `missing`, `invalid`, `too_long`, `not_found`, `unknown_agent`, and with `kept.id` also `taken`.
 */
export async function createMessage(
  db: Writer,
  who: Caller,
  input: MessageInput,
  kept: KeptActivity = {},
): Promise<Saved<Message>> {
  requirePermission(who, 'customer.edit');
  const { before, after, changed } = await writeBySerial(db, {
    table: 'messages',
    tenantId: who.tenantId,
    serial: input.serial === undefined || input.serial === null ? null : checkSerial(input.serial),
    keptId: kept.id,
    form: (present) => formMessage(db, who, input, present),
  });
  if (changed.length === 0) return { record: toMessage(who, after), outcome: 'unchanged' };
  await recordEvent(db, who, {
    kind: before === null ? 'message.created' : 'message.updated',
    record: 'message',
    recordId: after.id,
    detail: {
      state: after.state,
      direction: after.direction,
      customerId: after.customer_id === null ? null : String(after.customer_id),
    },
  });
  return { record: toMessage(who, after), outcome: before === null ? 'created' : 'updated' };
}

async function formMessage(db: Writer, who: Caller, input: MessageInput, before: MessageRow | null) {
  if (before !== null) await requirePartyInReach(db, who, 'message', before);
  const { agent } = input;
  const present = before ?? { agent_id: null, direction: 'out', content: '', state: 'sent', sent_at: who.now };
  const content = input.content ?? present.content;
  if (content === '') throw new CrmError('missing', { field: 'content' });
  const columns = {
    agent_id: agent === undefined ? present.agent_id : agent === null ? null : findAgent(who, agent, 'agent').id,
    direction: checkWord('direction', input.direction ?? present.direction, ['in', 'out']),
    content: checkText('content', content, LONGEST_CONTENT),
    state: checkWord('state', input.state ?? present.state, ['sending', 'sent', 'failed']),
    sent_at: checkTime('sentAt', input.sentAt ?? present.sent_at),
  };
  return { ...(await partyOf(db, who, input, before)), ...columns };
}
