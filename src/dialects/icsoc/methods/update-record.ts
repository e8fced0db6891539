import { getCustomer } from '#crm/customers/get-customer.ts';
import { getFollowUp } from '#crm/follow-ups/get-follow-up.ts';
import { updateFollowUp } from '#crm/follow-ups/update-follow-up.ts';
import { changedMembers } from '../changed-members.ts';
import { required } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { idOf, type Members, textOf } from '../read-value.ts';
import { recordKeys, recordWording } from '../record.ts';
import { recordJson } from '../write-follow-up.ts';

/** Ours: changes content and type, and answers the record as it is then. */
export const updateRecord: Operation = {
  method: 'PUT',
  path: '/followupRecord/:id',
  parameters: [],
  wording: { ...recordWording, named: {} },
  async run(call) {
    const { who } = call;
    const id = call.id();
    const body = call.body();
    return await call.write(async (db) => {
      const present = await getFollowUp(db, who, id);
      const { name } = await getCustomer(db, who, present.customerId);
      const members = changedMembers(call, body, recordKeys, recordJson(who, present, name));
      return recordJson(who, await updateFollowUp(db, who, id, readPatch(members)), name);
    });
  },
};

function readPatch(members: Members) {
  const [type, content] = [members.get('record_type'), members.get('record_content')];
  return {
    ...(type === undefined ? {} : { typeId: idOf(type, 'record_type') ?? refuse('record_type') }),
    ...(content === undefined ? {} : { content: textOf(content, 'record_content') ?? refuse('record_content') }),
  };
}

function refuse(key: string): never {
  throw required(key);
}
