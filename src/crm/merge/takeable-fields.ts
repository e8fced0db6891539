import type { FieldChange } from '#crm/changes/record-changes.ts';
import { applyPatch } from '#crm/customers/apply-patch.ts';
import { describeChanges } from '#crm/customers/describe-changes.ts';
import type { CustomerState } from '#crm/customers/state.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { mergedPatch } from './merged-patch.ts';

/**
 * The fields whose value a merge can take from the customer that goes away, as the changes that taking all of them makes. Agent and
 * department of an assignment are one. Phones and labels of both are kept, and when one was assigned goes with the owner.
 */
export async function takeableFields(
  db: Writer,
  who: Caller,
  kept: CustomerState,
  other: CustomerState,
): Promise<FieldChange[]> {
  const { phones: _phones, labels: _labels, ...patch } = mergedPatch(who, kept, other, { has: () => true });
  const { state, customChanges } = await applyPatch(db, who, kept, patch, 'update');
  const changes = describeChanges(who, kept, state).filter(({ field }) => field !== 'assigned_at');
  return [
    ...(['owner', 'service'] as const).reduce((some, part) => withOneLine(who, some, part, kept, state), changes),
    ...customChanges,
  ];
}

/** An assignment by its agent, or by its department where that is all that there is or all that differs. */
function withOneLine(
  who: Caller,
  changes: readonly FieldChange[],
  part: 'owner' | 'service',
  kept: CustomerState,
  state: CustomerState,
): FieldChange[] {
  const isOfPart = ({ field }: FieldChange): boolean => field === part || field === `${part}_department`;
  const first = changes.find(isOfPart);
  if (first === undefined) return [...changes];
  const sameAgent = kept[part].agentId === state[part].agentId;
  const text = ({ agentId, departmentId }: CustomerState['owner']): string =>
    agentId !== null && !sameAgent
      ? (who.directory.agents.get(agentId)?.loginNo ?? '')
      : departmentId === null
        ? ''
        : (who.directory.departments.get(departmentId)?.name ?? '');
  const line = { field: part, label: first.label, oldText: text(kept[part]), newText: text(state[part]) };
  return changes.flatMap((one) => (one === first ? [line] : isOfPart(one) ? [] : [one]));
}
