import { createOpportunity as create } from '#crm/opportunities/create-opportunity.ts';
import { requireOpportunityFields } from '#crm/opportunities/required-fields.ts';
import { givenMembers, type Keys } from '../changed-members.ts';
import { required } from '../errors.ts';
import { idsJson } from '../ids.ts';
import type { Operation } from '../operation.ts';
import { opportunityKeys, opportunityWording, readOpportunity } from '../opportunity.ts';
import { idOf } from '../read-value.ts';

const keys: Keys = { ...opportunityKeys, writable: new Set([...opportunityKeys.writable, 'cle_id']), fixed: new Set() };

/** Ours: required is what the form says. */
export const createOpportunity: Operation = {
  method: 'POST',
  path: '/opportunity',
  parameters: [],
  wording: opportunityWording,
  async run(call) {
    const members = givenMembers(call, call.body(), keys);
    const customerId = idOf(members.get('cle_id') ?? null, 'cle_id');
    if (customerId === null) throw required('cle_id');
    const patch = readOpportunity(call, members, 'create');
    requireOpportunityFields(call.who, patch, null);
    const { id } = await call.write((db) => create(db, call.who, customerId, patch));
    return idsJson(id);
  },
};
