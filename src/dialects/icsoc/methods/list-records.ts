import type { FollowUpFilter } from '#crm/follow-ups/follow-up-filter.ts';
import { type FollowUpSort, listFollowUps, positionOf } from '#crm/follow-ups/list-follow-ups.ts';
import {
  auditPhoneFilter,
  CLIENT_PARAMETERS,
  NOTHING,
  pageJson,
  readClientFilter,
  resolveClientFilter,
} from '../list.ts';
import type { Operation } from '../operation.ts';
import { PAGE_PARAMETERS, type Query } from '../query.ts';
import { definedOnly } from '../read-patch.ts';
import { writeRows } from '../write-follow-up.ts';

const sorts: Readonly<Record<string, FollowUpSort>> = {
  create_time: 'created',
  update_time: 'updated',
  record_type: 'type',
  id: 'id',
};

/** 跟进记录列表接口. */
export const listRecords: Operation = {
  method: 'GET',
  path: '/followupRecord/followupRecords',
  parameters: [
    ...PAGE_PARAMETERS,
    ...CLIENT_PARAMETERS,
    'create_time',
    'create_time_end',
    'record_content_name',
    'record_type',
    'opty_id',
    'create_user_id',
  ],
  async run(call) {
    const { who, secrets } = call;
    const asked = call.query('records');
    const client = readClientFilter(asked);
    const filter = readFilter(asked);
    const sort = asked.sort(sorts);
    const order = asked.order();
    const page = { sort, order, ...asked.page(secrets) };
    await auditPhoneFilter(call, client);
    return await call.read(async (db) => {
      const ofClient = await resolveClientFilter(db, who, client);
      if (ofClient === null) return NOTHING;
      const { followUps, total } = await listFollowUps(db, who, { ...filter, ...ofClient }, page);
      const last = followUps.at(-1);
      const cursor = last === undefined ? '' : asked.cursorAfter(secrets, positionOf(last, sort));
      return pageJson(cursor, total, await writeRows(db, who, followUps));
    });
  },
};

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
