import type { Field, FieldOption } from '#crm/access/directory.ts';
import type { ChoiceRef } from './value.ts';

/**
 * The option of these that `ref` names: by id, else by label (or the other way round); null when none does. A disabled one counts only while the
 * record has it (`present` holds ids as digits).
 */
export function findChoice(
  among: readonly FieldOption[],
  ref: ChoiceRef,
  present: ReadonlySet<string>,
): FieldOption | null {
  const allowed = among.filter((option) => option.enabled || present.has(String(option.id)));
  const byId = allowed.find((option) => option.id === ref.id);
  if (ref.labelFirst === true) return labelled(allowed, ref.label, present) ?? byId ?? null;
  return byId ?? labelled(allowed, ref.label, present) ?? null;
}

function labelled(
  allowed: readonly FieldOption[],
  sent: string | undefined,
  present: ReadonlySet<string>,
): FieldOption | undefined {
  const label = sent?.trim();
  const named = allowed.filter((option) => option.label === label || option.label === sent);
  return named.find((option) => present.has(String(option.id))) ?? named[0];
}

/** The options of a path of choices from the root; null when a step isn't a child of the one before it. */
export function findPath(field: Field, refs: readonly ChoiceRef[], present: ReadonlySet<string>): FieldOption[] | null {
  const path: FieldOption[] = [];
  for (const ref of refs) {
    const option = findChoice(optionsBelow(field, path.at(-1)?.id ?? null), ref, present);
    if (option === null) return null;
    path.push(option);
  }
  return path;
}

/** The options right below another one, by position; null asks for the roots. */
export function optionsBelow(field: Field, parentId: bigint | null): FieldOption[] {
  return field.options.filter((option) => option.parentId === parentId);
}
