import type { OpportunityPatch } from '#crm/opportunities/opportunity.ts';
import type { Keys } from './changed-members.ts';
import type { Wording } from './errors.ts';
import type { Call } from './operation.ts';
import { readAssignment, SALE } from './read-assignment.ts';
import { readCustom } from './read-custom.ts';
import { definedOnly, patchReader } from './read-patch.ts';
import type { Members } from './read-value.ts';

export const opportunityWording: Wording = {
  custom: 'opportunity',
  named: { customer: 'cle_id' },
  keys: {
    name: 'opty_name',
    type: 'opty_type',
    source: 'opty_source',
    stage: 'opty_stage',
    loseReason: 'lose_order_reason',
    loseRemark: 'lose_order_remark',
    owner: 'sale_charge_user_id',
    owner_department: 'sale_charge_department_id',
  },
};

export const opportunityKeys: Keys = {
  writable: new Set([
    'opty_name',
    'opty_type',
    'opty_source',
    'opty_stage',
    'lose_order_reason',
    'lose_order_remark',
    ...SALE,
  ]),
  custom: true,
  together: [SALE],
  fixed: new Set(['_id', 'id', 'cle_id', 'vcc_id']),
};

/** What the members say of an opportunity. Raises 422. */
export function readOpportunity(call: Call, members: Members, mode: 'create' | 'update'): OpportunityPatch {
  const read = patchReader(members, mode);
  return definedOnly<OpportunityPatch>({
    name: read.text('opty_name'),
    type: read.option('opty_type'),
    source: read.option('opty_source'),
    stage: read.option('opty_stage'),
    loseReason: read.option('lose_order_reason'),
    loseRemark: read.text('lose_order_remark'),
    owner: readAssignment(members, SALE, mode),
    custom: readCustom(call, 'opportunity', members),
  });
}
