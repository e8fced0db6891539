import type { DictionaryName } from '#crm/access/directory.ts';
import type { CustomerPatch } from '#crm/customers/customer.ts';
import type { CustomerState } from '#crm/customers/state.ts';
import type { FieldInput } from '#crm/fields/value.ts';
import type { Caller } from '#crm/store.ts';
import { inputOf } from './input-of.ts';

/** Whether a merge takes a field's value from the customer that goes away. */
type Takes = (field: string, keptIsEmpty: boolean) => boolean;

/**
 * What the customer that stays becomes: its own values, those of the other where it has none or where `take` names the
 * field, the phones and labels of both. Fields are named as changes name them; `field:<id>` is a custom one.
 */
export function mergedPatch(
  who: Caller,
  kept: CustomerState,
  other: CustomerState,
  take: Pick<ReadonlySet<string>, 'has'>,
): CustomerPatch {
  const takes: Takes = (field, keptIsEmpty) => take.has(field) || keptIsEmpty;
  return {
    ...plainMembers(kept, other, takes),
    ...optionMembers(who, kept, other, takes),
    ...ownerMembers(kept, other, takes),
    phones: { kind: 'all', contents: [...kept.phones, ...other.phones].map((phone) => phone.content) },
    labels: [...kept.labels, ...other.labels].map((label) => label.name),
    custom: customMembers(who, kept, other, takes),
  };
}

function plainMembers(kept: CustomerState, other: CustomerState, takes: Takes): CustomerPatch {
  return {
    ...(takes('name', kept.name === '') && other.name !== '' ? { name: other.name } : {}),
    ...(takes('address', kept.address === null) && other.address !== null ? { address: other.address } : {}),
    ...(takes('stars', kept.stars === 0) && other.stars !== 0 ? { stars: other.stars } : {}),
    ...(takes('company', kept.company === null) && other.company !== null ? { companyId: other.company.id } : {}),
    ...(takes('im_third_id', kept.imThirdId === null) && other.imThirdId !== null
      ? { imThirdId: other.imThirdId }
      : {}),
    ...(takes('original_id', kept.originalId === null) && other.originalId !== null
      ? { originalId: other.originalId }
      : {}),
  };
}

const OPTIONS = [
  ['type', 'typeId', 'customer_type'],
  ['source', 'sourceId', 'customer_source'],
  ['grade', 'gradeId', 'customer_grade'],
  ['deal_flag', 'dealFlagId', 'deal_flag'],
  ['task', 'taskId', 'task'],
] as const satisfies readonly (readonly [string, keyof CustomerState, DictionaryName])[];
const MEMBERS = { type: 'type', source: 'source', grade: 'grade', deal_flag: 'dealFlag', task: 'task' } as const;

/** An option that was disabled meanwhile can't be newly chosen: it is left where it is. */
function optionMembers(who: Caller, kept: CustomerState, other: CustomerState, takes: Takes): CustomerPatch {
  return Object.fromEntries(
    OPTIONS.flatMap(([field, key, dictionary]) => {
      const id = other[key];
      const usable = id !== null && who.directory.options.get(dictionary)?.byId.get(id)?.enabled === true;
      return usable && takes(field, kept[key] === null) ? [[MEMBERS[field], { id }]] : [];
    }),
  );
}

/** Agent and department go together; a member of neither stays. */
function ownerMembers(kept: CustomerState, other: CustomerState, takes: Takes): CustomerPatch {
  const assignment = (one: CustomerState['owner']) => ({
    ...(one.agentId === null ? {} : { agent: { id: one.agentId } }),
    departmentId: one.departmentId,
  });
  const isEmpty = (one: CustomerState['owner']) => one.agentId === null && one.departmentId === null;
  return {
    ...(takes('owner', isEmpty(kept.owner)) && !isEmpty(other.owner) ? { owner: assignment(other.owner) } : {}),
    ...(takes('service', isEmpty(kept.service)) && !isEmpty(other.service)
      ? { service: assignment(other.service) }
      : {}),
  };
}

function customMembers(
  who: Caller,
  kept: CustomerState,
  other: CustomerState,
  takes: Takes,
): ReadonlyMap<bigint, FieldInput> {
  const input = new Map<bigint, FieldInput>();
  for (const field of who.directory.fields.get('customer')?.all ?? []) {
    const value = other.custom.get(field.id);
    if (value !== undefined && takes(`field:${field.id}`, !kept.custom.has(field.id))) {
      input.set(field.id, inputOf(field, value));
    }
  }
  return input;
}
