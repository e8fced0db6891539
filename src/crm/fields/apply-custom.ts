import type { Field, FieldRecord } from '#crm/access/directory.ts';
import { maskPhone, showsPhones } from '#crm/access/mask-phone.ts';
import type { FieldChange } from '#crm/changes/record-changes.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { isBlank } from '#crm/text-rules.ts';
import { fieldText } from './field-text.ts';
import { loadNewRowTexts, type RowTexts } from './row-texts.ts';
import { fault, storeFieldValue } from './store-field-value.ts';
import type { CustomInput, CustomValues, FieldInput, PatchMode, StoredValue } from './value.ts';

export interface AppliedCustom {
  readonly values: CustomValues;
  readonly changes: readonly FieldChange[];
}

/**
 * A record's custom values after `input`, and what really changed. Fields that the input doesn't name stay, those of disabled
 * fields too; a required field is checked on create, and on update when the input touches it. Raises `unknown_field`
 * (key = id) for one that the record kind doesn't have or that is disabled, `field_invalid`, `field_required`.
 * Asset rows are checked, and named in the changes, only with `rows` (see applyCustomWithRows).
 */
export function applyCustom(
  who: Caller,
  record: FieldRecord,
  present: CustomValues,
  input: CustomInput,
  mode: PatchMode,
  rows?: RowTexts,
): AppliedCustom {
  const fields = who.directory.fields.get(record);
  for (const id of input.keys()) {
    if (fields?.byId.get(id)?.enabled !== true) throw new CrmError('unknown_field', { key: String(id) });
  }
  const values = new Map(present);
  const changes: FieldChange[] = [];
  for (const field of fields?.all ?? []) {
    const given = input.get(field.id);
    if (given === undefined) continue;
    const before = present.get(field.id);
    const known = mode === 'restore' ? choicesOf(given) : before;
    const after = isMaskOf(who, field, given, before) ? before! : storeFieldValue(who.directory, field, given, known);
    if (after !== null) values.set(field.id, after);
    else values.delete(field.id);
    if (rows !== undefined && mode !== 'restore') requireRows(field, before, after, rows);
    if (!sameValue(before ?? null, after)) changes.push(changeOf(who, field, before, after, rows));
  }
  for (const field of fields?.all ?? []) requireGiven(field, input, values, mode);
  return { values, changes };
}

/** applyCustom with one more statement where a datasource field is written: its rows must exist, and changes show their texts. */
export async function applyCustomWithRows(
  db: Reader,
  who: Caller,
  record: FieldRecord,
  present: CustomValues,
  input: CustomInput,
  mode: PatchMode,
): Promise<AppliedCustom> {
  const rows = await loadNewRowTexts(db, who.tenantId, who.directory, record, present, input);
  return applyCustom(who, record, present, input, mode, rows);
}

/** The values as the caller may see them: telephone fields are masked for a role without phone.reveal. */
export function maskCustom(who: Caller, record: FieldRecord, values: CustomValues): CustomValues {
  if (values.size === 0 || showsPhones(who)) return values;
  const fields = who.directory.fields.get(record)?.byId;
  return new Map(
    [...values].map(([id, value]) => [id, fields?.get(id)?.kind === 'telephone' ? maskPhone(String(value)) : value]),
  );
}

/** A mask sent back changes nothing; any other text with stars is no telephone number and is refused as such. */
function isMaskOf(who: Caller, field: Field, given: FieldInput, before: StoredValue | undefined): boolean {
  if (field.kind !== 'telephone' || given === null || !('text' in given) || before === undefined) return false;
  return !showsPhones(who) && given.text.trim() === maskPhone(String(before));
}

function requireGiven(field: Field, input: CustomInput, values: CustomValues, mode: PatchMode): void {
  if (!field.required || !isBlank(values.get(field.id))) return;
  const given = input.get(field.id);
  if (mode === 'restore' || (mode === 'update' && given === undefined)) return;
  // "No" is an answer to a required yes/no box, though nothing is stored for it.
  if (given !== undefined && given !== null && 'yes' in given) return;
  throw new CrmError('field_required', { label: field.label, key: field.key });
}

/** The options that a value names, as a record would hold them. */
function choicesOf(given: FieldInput): StoredValue {
  return given !== null && 'choices' in given ? given.choices.map(({ id }) => String(id)) : [];
}

/** Rows that the record already names may be gone; new ones must be there. */
function requireRows(field: Field, before: StoredValue | undefined, after: StoredValue | null, rows: RowTexts): void {
  if (field.kind !== 'datasource' || after === null) return;
  const kept = new Set((before ?? []) as readonly string[]);
  for (const id of after as readonly string[]) {
    if (!kept.has(id) && !rows.has(BigInt(id))) throw fault(field, 'not a row');
  }
}

function changeOf(
  who: Caller,
  field: Field,
  before: StoredValue | undefined,
  after: StoredValue | null,
  rows: RowTexts | undefined,
): FieldChange {
  return {
    field: `field:${field.id}`,
    label: field.label,
    oldText: fieldText(who.directory, field, before, rows),
    newText: fieldText(who.directory, field, after, rows),
  };
}

function sameValue(a: StoredValue | null, b: StoredValue | null): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
