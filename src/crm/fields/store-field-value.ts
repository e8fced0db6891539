import type { Directory, Field } from '#crm/access/directory.ts';
import { CrmError } from '#crm/errors.ts';
import { isWritableTime } from '#crm/read-time.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import { checkText } from '#crm/text-rules.ts';
import { findChoice, findPath } from './choices.ts';
import { canonicalDecimal, isWhole } from './decimal.ts';
import { findRegionPath, isRegionPath } from './regions.ts';
import type { Attachment, FieldInput, StoredValue } from './value.ts';

/** Why a value doesn't fit its field: the `reason` of field_invalid. */
export type FieldFault =
  | 'wrong kind of value'
  | 'too long'
  | 'unreadable text'
  | 'not a number'
  | 'not a whole number'
  | 'not a telephone number'
  | 'not an e-mail address'
  | 'not a time'
  | 'unknown option'
  | 'more than one choice'
  | 'unknown region'
  | 'not a file'
  | 'not a row';

const LONGEST_LINE = 255;
const LONGEST_TEXT = 65_536;
const LONGEST_URL = 2048;
const MOST_ENTRIES = 100;

/**
 * The stored form of a value by its field's kind; null for an empty one. `present` is what the record holds now: an echo of it
 * passes, whatever became of the field's rules or options meanwhile. Raises `field_invalid` with a FieldFault as reason.
 */
export function storeFieldValue(
  directory: Directory,
  field: Field,
  input: FieldInput,
  present?: StoredValue,
): StoredValue | null {
  if (input === null) return null;
  const stored = rules[field.kind](field, input, present, directory);
  return stored === '' || (Array.isArray(stored) && stored.length === 0) ? null : stored;
}

type Input = NonNullable<FieldInput>;
type Rule = (field: Field, input: Input, present: StoredValue | undefined, directory: Directory) => StoredValue | null;

const rules: Record<Field['kind'], Rule> = {
  input: (field, input, present) => line(field, input, present, LONGEST_LINE),
  textarea: (field, input, present) => line(field, input, present, LONGEST_TEXT),
  number,
  select: single,
  radio: single,
  checkbox,
  cascade,
  city,
  datetime,
  telephone,
  email,
  attachment,
  datasource,
};

function line(field: Field, input: Input, present: StoredValue | undefined, max: number): string {
  const text = textOf(field, input);
  return text === present ? text : readable(field, text, max);
}

function number(field: Field, input: Input, present: StoredValue | undefined): string {
  const text = readable(field, textOf(field, input), LONGEST_LINE);
  if (text.trim() === '') return '';
  const value = canonicalDecimal(text);
  if (value === null) throw fault(field, 'not a number');
  if (field.settings.integer === true && !isWhole(value) && value !== present) throw fault(field, 'not a whole number');
  return value;
}

function telephone(field: Field, input: Input, present: StoredValue | undefined): string {
  const text = textOf(field, input);
  if (text.trim() === '' || text === present) return text.trim();
  const digits = normalisePhone(readable(field, text, LONGEST_LINE));
  if (digits === null) throw fault(field, 'not a telephone number');
  return digits;
}

function email(field: Field, input: Input, present: StoredValue | undefined): string {
  const text = readable(field, textOf(field, input).trim(), LONGEST_LINE);
  if (text !== '' && text !== present && !/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/u.test(text)) {
    throw fault(field, 'not an e-mail address');
  }
  return text;
}

function single(field: Field, input: Input, present: StoredValue | undefined): string | null {
  const refs = choicesOf(field, input);
  if (refs.length > 1) throw fault(field, 'more than one choice');
  if (refs[0] === undefined) return null;
  const option = findChoice(field.options, refs[0], idsOf(present));
  if (option === null) throw fault(field, 'unknown option');
  return String(option.id);
}

function checkbox(field: Field, input: Input, present: StoredValue | undefined): StoredValue | null {
  if (field.settings.yesNo === true) {
    if (!('yes' in input)) throw fault(field, 'wrong kind of value');
    return input.yes ? 'yes' : null;
  }
  const chosen = new Set<bigint>();
  for (const ref of choicesOf(field, input)) {
    const option = findChoice(field.options, ref, idsOf(present));
    if (option === null) throw fault(field, 'unknown option');
    chosen.add(option.id);
  }
  return field.options.filter((option) => chosen.has(option.id)).map((option) => String(option.id));
}

function cascade(field: Field, input: Input, present: StoredValue | undefined): string[] {
  const path = findPath(field, choicesOf(field, input), idsOf(present));
  if (path === null) throw fault(field, 'unknown option');
  return path.map((option) => String(option.id));
}

function city(field: Field, input: Input, present: StoredValue | undefined): string[] {
  if ('codes' in input) {
    const kept = JSON.stringify(input.codes) === JSON.stringify(present);
    if (!kept && !isRegionPath(input.codes)) throw fault(field, 'unknown region');
    return [...input.codes];
  }
  if (!('names' in input)) throw fault(field, 'wrong kind of value');
  const path = findRegionPath(input.names);
  if (path === null) throw fault(field, 'unknown region');
  return path;
}

function datetime(field: Field, input: Input, present: StoredValue | undefined, { tenant }: Directory): number {
  if (!('at' in input)) throw fault(field, 'wrong kind of value');
  const { at, span = 1 } = input;
  if (typeof present === 'number' && present >= at && present < at + span) return present;
  if (!Number.isSafeInteger(at) || !isWritableTime(at, tenant.timeZone)) throw fault(field, 'not a time');
  return at;
}

function attachment(field: Field, input: Input): Attachment[] {
  if (!('files' in input)) throw fault(field, 'wrong kind of value');
  if (input.files.length > MOST_ENTRIES) throw fault(field, 'too long');
  return input.files.map(({ name, url, size }) => {
    if (!isFileUrl(url) || !Number.isSafeInteger(size) || size < 0) throw fault(field, 'not a file');
    return { name: readable(field, name, LONGEST_LINE), url: readable(field, url, LONGEST_URL), size };
  });
}

function datasource(field: Field, input: Input): string[] {
  if (!('rowIds' in input)) throw fault(field, 'wrong kind of value');
  if (input.rowIds.length > MOST_ENTRIES) throw fault(field, 'too long');
  for (const id of input.rowIds) if (!isRowId(id)) throw fault(field, 'not a row');
  return [...new Set(input.rowIds)];
}

function isRowId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) < 2n ** 63n;
}

/** A file of ours (a path on this server) or one on the web; nothing that a browser would run. */
function isFileUrl(url: string): boolean {
  if (/^\/(?![/\\])/.test(url)) return true;
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:');
}

function textOf(field: Field, input: Input): string {
  if (!('text' in input)) throw fault(field, 'wrong kind of value');
  return input.text;
}

function choicesOf(field: Field, input: Input) {
  if (!('choices' in input)) throw fault(field, 'wrong kind of value');
  return input.choices;
}

function idsOf(present: StoredValue | undefined): ReadonlySet<string> {
  if (typeof present === 'string') return new Set([present]);
  return new Set(Array.isArray(present) ? present.filter((one) => typeof one === 'string') : []);
}

function readable(field: Field, text: string, max: number): string {
  try {
    return checkText(field.key, text, max);
  } catch (error) {
    const tooLong = error instanceof CrmError && error.is('too_long');
    throw fault(field, tooLong ? 'too long' : 'unreadable text');
  }
}

export function fault(field: Field, reason: FieldFault): CrmError {
  const { id, label, key, required } = field;
  return new CrmError('field_invalid', { id, label, key, required, reason });
}
