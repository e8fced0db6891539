import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import { isBlank } from '#crm/text-rules.ts';
import type { Customer, CustomerPatch } from './customer.ts';

/** System fields that a tenant may demand, by the keys of its settings (crm/fields/set-required-field.ts). */
const fields = [
  { key: 'cle_name', field: 'name', given: (patch: CustomerPatch) => patch.name, held: (one: Customer) => one.name },
  { key: 'cle_phone', field: 'phones', given: givenPhone, held: (one: Customer) => one.phones[0] },
  {
    key: 'cle_source',
    field: 'source',
    given: (patch: CustomerPatch) => patch.source,
    held: (one: Customer) => one.sourceId,
  },
  { key: 'cle_type', field: 'type', given: (patch: CustomerPatch) => patch.type, held: (one: Customer) => one.typeId },
  {
    key: 'cle_grade',
    field: 'grade',
    given: (patch: CustomerPatch) => patch.grade,
    held: (one: Customer) => one.gradeId,
  },
] as const;

/**
 * The tenant's settings, which bind icsoc and the console: a demanded field is given on create (`present` is null) and isn't
 * emptied later. Raises `missing`.
 */
export function requireCustomerFields(who: Caller, patch: CustomerPatch, present: Customer | null): void {
  for (const { key, field, given, held } of fields) {
    if (who.directory.requiredFields.get(`customer.${key}`) !== true) continue;
    const value = given(patch, present);
    const isEmptied = isBlank(value) && (present === null || (value !== undefined && !isBlank(held(present))));
    if (isEmptied) throw new CrmError('missing', { field });
  }
}

/** The phone that the patch leaves first; undefined when it says nothing of phones. */
function givenPhone({ phones }: CustomerPatch, present: Customer | null): string | null | undefined {
  if (phones === undefined) return undefined;
  if (phones.kind === 'all') return phones.contents[0] ?? null;
  if (phones.kind === 'first') return phones.content || (present?.phones[1]?.content ?? null);
  const removed = new Set(phones.changes.filter(({ content }) => !content).map(({ id }) => id));
  const kept = present?.phones.find((phone) => !removed.has(phone.id))?.content;
  return kept ?? phones.changes.find(({ content }) => content)?.content ?? null;
}
