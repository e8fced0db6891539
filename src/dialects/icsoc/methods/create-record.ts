import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { givenMembers, type Keys } from '../changed-members.ts';
import { required } from '../errors.ts';
import { idsJson } from '../ids.ts';
import type { Operation } from '../operation.ts';
import { idOf, type Members, textOf } from '../read-value.ts';
import { recordWording } from '../record.ts';

const keys: Keys = {
  writable: new Set(['cle_id', 'opty_id', 'record_type', 'record_content']),
  fixed: new Set(),
};

/** 新增跟进记录接口: writes a record, which becomes the last contact of client and opportunity. */
export const createRecord: Operation = {
  method: 'POST',
  path: '/followupRecord',
  parameters: [],
  wording: recordWording,
  async run(call) {
    const members = givenMembers(call, call.body(), keys);
    const input = {
      customerId: requireId(members, 'cle_id'),
      opportunityId: idOf(members.get('opty_id') ?? null, 'opty_id'),
      typeId: requireId(members, 'record_type'),
      content: textOf(members.get('record_content') ?? null, 'record_content') ?? '',
    };
    const { id } = await call.write((db) => createFollowUp(db, call.who, input));
    return idsJson(id);
  },
};

function requireId(members: Members, key: string): bigint {
  const id = idOf(members.get(key) ?? null, key);
  if (id === null) throw required(key);
  return id;
}
