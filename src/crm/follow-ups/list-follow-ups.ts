import type { RecordPage } from '#crm/customer-records/listed-record.ts';
import { recordLists } from '#crm/customer-records/record-lists.ts';
import type { Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { toFollowUp, type FollowUp, type FollowUpRow, SHOWN } from './follow-up.ts';
import { askFollowUps, type FollowUpFilter } from './follow-up-filter.ts';

export type FollowUpSort = keyof typeof SORTS;
export type FollowUpPage = RecordPage<FollowUpSort>;

/** Types are parted by creation. */
const SORTS = {
  created: ['created_at', 'id'],
  updated: ['updated_at', 'id'],
  type: ['type_id', 'created_at', 'id'],
  id: ['id'],
} as const;

const lists = recordLists<FollowUpRow, FollowUpSort>({
  table: 'follow_ups',
  text: 'content_key',
  shown: SHOWN,
  counter: 'follow_up_count',
  sorts: SORTS,
  keepsOwner: true,
  customerSorts: ['created'],
});

/** A page of the follow-ups that the caller sees through a filter, and how many there are in all, exactly. */
export async function listFollowUps(
  db: Reader,
  who: Caller,
  filter: FollowUpFilter,
  page: FollowUpPage,
): Promise<{ followUps: FollowUp[]; total: number }> {
  const { rows, total } = await lists.list(db, await askFollowUps(db, who, filter), page);
  return { followUps: rows.map(toFollowUp), total };
}

/** How many follow-ups the caller sees through a filter, exactly. */
export async function countFollowUps(db: Reader, who: Caller, filter: FollowUpFilter): Promise<number> {
  return await lists.count(db, await askFollowUps(db, who, filter));
}

export function positionOf(followUp: FollowUp, sort: FollowUpSort): Position {
  const values = {
    created_at: BigInt(followUp.createdAt),
    updated_at: BigInt(followUp.updatedAt),
    type_id: followUp.typeId,
    id: followUp.id,
  };
  return SORTS[sort].map((column) => values[column]);
}
