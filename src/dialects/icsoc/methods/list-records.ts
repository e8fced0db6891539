import type { FollowUpFilter } from '#crm/follow-ups/follow-up-filter.ts';
import { type FollowUpSort, listFollowUps, positionOf } from '#crm/follow-ups/list-follow-ups.ts';
import { listOperation } from '../list.ts';
import type { Query } from '../query.ts';
import { definedOnly } from '../read-patch.ts';
import { writeRows } from '../write-follow-up.ts';

/** 跟进记录列表接口. */
export const listRecords = listOperation<FollowUpSort>({
  name: 'records',
  path: '/followupRecord/followupRecords',
  filters: ['create_time', 'create_time_end', 'record_content_name', 'record_type', 'opty_id', 'create_user_id'],
  sorts: { create_time: 'created', update_time: 'updated', record_type: 'type', id: 'id' },
  prepare(query) {
    const filter = readFilter(query);
    return async (db, who, ofClient, page) => {
      const { followUps, total } = await listFollowUps(db, who, { ...filter, ...ofClient }, page);
      const last = followUps.at(-1);
      return {
        rows: await writeRows(db, who, followUps),
        total,
        last: last === undefined ? undefined : positionOf(last, page.sort),
      };
    };
  },
});

function readFilter(query: Query): FollowUpFilter {
  return definedOnly<FollowUpFilter>({
    contentContains: query.text('record_content_name'),
    typeId: query.id('record_type'),
    opportunityId: query.id('opty_id'),
    createdByAgentId: query.id('create_user_id'),
    createdFrom: query.time('create_time')?.first,
    createdTo: query.time('create_time_end')?.last,
  });
}
