import type { Dictionary, DictionaryName, Directory, Option } from '#crm/access/directory.ts';
import type { OptionRef } from '#crm/customers/customer.ts';
import { CrmError } from '#crm/errors.ts';

/**
 * The entry that `ref` names; of a name and a code that both fit the name wins. A disabled one counts only while it is the present value, so that an echo changes nothing.
 * Raises `unknown_option`.
 */
export function resolveOption(
  directory: Directory,
  dictionary: DictionaryName,
  ref: OptionRef,
  opts: { readonly field: string; readonly present?: bigint | null },
): Option {
  const entries = directory.options.get(dictionary);
  const option = entries === undefined ? undefined : find(entries, ref, opts.present ?? null);
  if (option === undefined || !(option.enabled || option.id === opts.present)) {
    const value = 'id' in ref ? String(ref.id) : ref.nameOrCode;
    throw new CrmError('unknown_option', { dictionary, field: opts.field, value });
  }
  return option;
}

/** The name of a stored option; '' for none. */
export function optionName(directory: Directory, dictionary: DictionaryName, id: bigint | null): string {
  return id === null ? '' : (directory.options.get(dictionary)?.byId.get(id)?.name ?? '');
}

function find(entries: Dictionary, ref: OptionRef, present: bigint | null): Option | undefined {
  if ('id' in ref) return entries.byId.get(ref.id);
  const text = ref.nameOrCode.trim();
  const now = present === null ? undefined : entries.byId.get(present);
  if (now?.name === text) return now;
  return entries.byName.get(text) ?? entries.byCode.get(text);
}
