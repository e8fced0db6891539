import { getOpportunity } from '#crm/opportunities/get-opportunity.ts';
import { requireOpportunityFields } from '#crm/opportunities/required-fields.ts';
import { updateOpportunity as update } from '#crm/opportunities/update-opportunity.ts';
import { changedMembers } from '../changed-members.ts';
import type { Operation } from '../operation.ts';
import { opportunityKeys, opportunityWording, readOpportunity } from '../opportunity.ts';
import { opportunityText } from '../write-opportunity.ts';

/** Ours: changes what the body says, and answers the opportunity as it is then. */
export const updateOpportunity: Operation = {
  method: 'PUT',
  path: '/opportunity/:id',
  parameters: [],
  wording: { ...opportunityWording, named: {} },
  async run(call) {
    const { who } = call;
    const id = call.id();
    const body = call.body();
    return await call.write(async (db) => {
      const present = await getOpportunity(db, who, id);
      const shown = await opportunityText(db, who, present);
      const patch = readOpportunity(call, changedMembers(call, body, opportunityKeys, shown), 'update');
      requireOpportunityFields(who, patch, present);
      return await opportunityText(db, who, await update(db, who, id, patch));
    });
  },
};
