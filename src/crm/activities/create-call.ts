import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { findAgent } from '#crm/customers/assignment.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import { toCall, type Call, type CallInput, type CallRow } from './call.ts';
import { checkSerial, checkTime, checkWord } from './check-values.ts';
import { markLastCall } from './last-call.ts';
import { partyOf, requirePartyInReach } from './party.ts';
import type { KeptActivity, Saved } from './saved.ts';
import { writeBySerial } from './write-by-serial.ts';

const LONGEST_RESULT = 2000;
const LONGEST_URL = 2048;
const LONGEST_CALL_S = 2 ** 31 - 1;

/**
 * Writes a call; the same serial again changes it. It belongs to the customer that is named, else to the one whose phone it
 * is, and makes the newest of that customer's calls its last. Raises `missing`, `invalid`, `too_long`, `not_found`,
 * `unknown_agent`, and with `kept.id` also `taken`.
 */
export async function createCall(
  db: Writer,
  who: Caller,
  input: CallInput,
  kept: KeptActivity = {},
): Promise<Saved<Call>> {
  requirePermission(who, 'customer.edit');
  const { before, after, changed } = await writeBySerial(db, {
    table: 'calls',
    tenantId: who.tenantId,
    serial: checkSerial(input.serial),
    keptId: kept.id,
    form: (present) => formCall(db, who, input, present),
  });
  if (changed.length === 0) return { record: toCall(who, after), outcome: 'unchanged' };
  for (const customerId of customersOf(before, after)) await markLastCall(db, who.tenantId, customerId);
  await announce(db, who, before, after);
  return { record: toCall(who, after), outcome: before === null ? 'created' : 'updated' };
}

async function formCall(db: Writer, who: Caller, input: CallInput, before: CallRow | null) {
  if (before !== null) await requirePartyInReach(db, who, 'call', before);
  const { agent } = input;
  const present = before ?? {
    direction: 'in',
    agent_id: null,
    state: 'ended',
    result: '',
    duration_s: 0,
    recording_url: null,
    started_at: who.now,
  };
  const columns = {
    direction: checkWord('direction', input.direction ?? present.direction, ['in', 'out']),
    agent_id: agent === undefined ? present.agent_id : agent === null ? null : findAgent(who, agent, 'agent').id,
    state: checkWord('state', input.state ?? present.state, ['ringing', 'answered', 'ended']),
    result: checkText('result', input.result ?? present.result, LONGEST_RESULT),
    duration_s: checkDuration(input.durationS ?? present.duration_s),
    recording_url: input.recordingUrl === undefined ? present.recording_url : checkUrl(input.recordingUrl),
    started_at: checkTime('startedAt', input.startedAt ?? present.started_at),
  };
  return { ...(await partyOf(db, who, input, before)), ...columns };
}

function checkDuration(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= LONGEST_CALL_S) return seconds;
  throw new CrmError('invalid', { field: 'duration', reason: 'not whole seconds' });
}

/** People open it from the console, so that no other scheme may pass. */
function checkUrl(url: string | null): string | null {
  if (url === null || url === '') return null;
  checkText('recordingUrl', url, LONGEST_URL);
  const parsed = URL.parse(url);
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return url;
  throw new CrmError('invalid', { field: 'recordingUrl', reason: 'not an http(s) address' });
}

function customersOf(before: CallRow | null, after: CallRow): bigint[] {
  const ids = new Set([before?.customer_id, after.customer_id].filter((id) => typeof id === 'bigint'));
  return [...ids].sort((a, b) => (a < b ? -1 : 1));
}

async function announce(db: Writer, who: Caller, before: CallRow | null, after: CallRow): Promise<void> {
  const rings = after.state === 'ringing' && before?.state !== 'ringing';
  await recordEvent(db, who, {
    kind: rings ? 'call.ringing' : before === null ? 'call.created' : 'call.updated',
    record: 'call',
    recordId: after.id,
    detail: {
      serial: after.serial,
      state: after.state,
      direction: after.direction,
      agentId: after.agent_id === null ? null : String(after.agent_id),
      customerId: after.customer_id === null ? null : String(after.customer_id),
    },
  });
}
