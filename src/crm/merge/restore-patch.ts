import type { CustomerPatch } from '#crm/customers/customer.ts';
import { describeChanges } from '#crm/customers/describe-changes.ts';
import type { CustomerState } from '#crm/customers/state.ts';
import type { FieldInput, StoredValue } from '#crm/fields/value.ts';
import type { Caller } from '#crm/store.ts';
import { inputOf } from './input-of.ts';

/**
 * What takes a merge's changes of a customer back: fields that nobody changed since get the value that they had before, and
 * of phones and labels those go that came along.
 */
export function restorePatch(
  who: Caller,
  before: CustomerState,
  merged: CustomerState,
  present: CustomerState,
): CustomerPatch {
  const changedSince = new Set(describeChanges(who, merged, present).map(({ field }) => field));
  const undone = new Set(
    describeChanges(who, before, merged)
      .map(({ field }) => field)
      .filter((field) => !changedSince.has(field)),
  );
  const id = (value: bigint | null) => (value === null ? null : { id: value });
  const back = <T extends object>(field: string, patch: T): T | object =>
    undone.has(field) || undone.has(`${field}_department`) ? patch : {};
  const came = new Set(merged.phones.map(({ number }) => number));
  for (const { number } of before.phones) came.delete(number);
  const labels = new Set(merged.labels.map(({ name }) => name));
  for (const { name } of before.labels) labels.delete(name);
  return {
    ...back('name', { name: before.name }),
    ...back('address', { address: before.address }),
    ...back('stars', { stars: before.stars }),
    ...back('im_third_id', { imThirdId: before.imThirdId }),
    ...back('original_id', { originalId: before.originalId }),
    ...back('company', before.company === null ? { companyName: null } : { companyId: before.company.id }),
    ...back('type', { type: id(before.typeId) }),
    ...back('source', { source: id(before.sourceId) }),
    ...back('grade', { grade: id(before.gradeId) }),
    ...back('deal_flag', { dealFlag: id(before.dealFlagId) }),
    ...back('task', { task: id(before.taskId) }),
    ...back('owner', { owner: { agent: id(before.owner.agentId), departmentId: before.owner.departmentId } }),
    ...back('service', { service: { agent: id(before.service.agentId), departmentId: before.service.departmentId } }),
    phones: {
      kind: 'all',
      contents: present.phones.filter(({ number }) => !came.has(number)).map(({ content }) => content),
    },
    labels: present.labels.map(({ name }) => name).filter((name) => !labels.has(name)),
    custom: customBack(who, before, merged, present),
  };
}

function customBack(who: Caller, before: CustomerState, merged: CustomerState, present: CustomerState) {
  const input = new Map<bigint, FieldInput>();
  for (const field of who.directory.fields.get('customer')?.all ?? []) {
    const [was, became, is] = [before, merged, present].map(({ custom }) => custom.get(field.id));
    if (!same(was, became) && same(became, is)) input.set(field.id, inputOf(field, was));
  }
  return input;
}

function same(a: StoredValue | undefined, b: StoredValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
