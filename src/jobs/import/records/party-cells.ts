import type { PartyInput } from '#crm/activities/party.ts';
import { present } from '../present.ts';
import type { ImportTarget } from '../record-import.ts';
import type { RowReader } from '../row-reader.ts';

/** A call or a message names its customer, or the phone that finds it. */
export const partyTargets: readonly ImportTarget[] = [
  { key: 'customerId', label: '客户ID', required: false, aliases: ['custId', 'cle_id'] },
  { key: 'phone', label: '电话', required: false, aliases: ['cellphone', '号码', '手机'] },
];

/** How the dialects write a direction is read too. */
export const directionWords = {
  in: 'in',
  out: 'out',
  呼入: 'in',
  呼出: 'out',
  接收: 'in',
  发送: 'out',
} as const;

export function readParty(cells: RowReader): PartyInput {
  const party = present({ customerId: cells.id('customerId'), phone: cells.text('phone') });
  const isNamed = cells.value('customerId') !== undefined || party.phone !== undefined;
  if (!isNamed) cells.faults.push({ field: 'phone', code: 'missing', reason: 'a phone or a customerId must be given' });
  return party;
}
