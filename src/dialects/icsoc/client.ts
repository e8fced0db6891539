import type { CustomerPatch } from '#crm/customers/customer.ts';
import type { Keys } from './changed-members.ts';
import type { Wording } from './errors.ts';
import type { Call } from './operation.ts';
import { readAssignment, SALE, SERVICE } from './read-assignment.ts';
import { readCustom } from './read-custom.ts';
import { definedOnly, patchReader } from './read-patch.ts';
import type { Members } from './read-value.ts';

export const clientWording: Wording = {
  custom: 'customer',
  keys: {
    name: 'cle_name',
    phones: 'cle_phone',
    source: 'cle_source',
    type: 'cle_type',
    grade: 'cle_grade',
    owner: 'sale_charge_user_id',
    owner_department: 'sale_charge_department_id',
    service: 'service_charge_user_id',
    service_department: 'service_charge_department_id',
    imThirdId: 'im_third_id',
  },
};

export const clientKeys: Keys = {
  writable: new Set([
    'cle_name',
    'cle_phone',
    'cle_source',
    'cle_type',
    'cle_grade',
    ...SALE,
    ...SERVICE,
    'im_third_id',
  ]),
  custom: true,
  together: [SALE, SERVICE],
  fixed: new Set(['_id', 'id', 'vcc_id']),
  passedOver: new Set(['no_contact_days']),
};

/** What the members say of a client. A PUT's `cle_phone` replaces the first phone, and "" removes it. Raises 422. */
export function readClient(call: Call, members: Members, mode: 'create' | 'update'): CustomerPatch {
  const read = patchReader(members, mode);
  const phone = read.text('cle_phone');
  return definedOnly<CustomerPatch>({
    name: read.text('cle_name'),
    phones: phone === undefined ? undefined : { kind: 'first', content: phone },
    source: read.option('cle_source'),
    type: read.option('cle_type'),
    grade: read.option('cle_grade'),
    owner: readAssignment(members, SALE, mode),
    service: readAssignment(members, SERVICE, mode),
    imThirdId: read.text('im_third_id'),
    custom: readCustom(call, 'customer', members),
  });
}
