import type { Field, FieldRecord } from '#crm/access/directory.ts';
import type { Attachment, ChoiceRef, CustomInput, FieldInput } from '#crm/fields/value.ts';
import { readTime } from '#crm/read-time.ts';
import type { ImportTarget } from './record-import.ts';
import type { RowReader } from './row-reader.ts';

const PREFIX = 'field:';

/** The targets of a record's custom fields. */
export function customTargets(fields: readonly Field[]): ImportTarget[] {
  return fields.map(({ key, label, required }) => ({ key: PREFIX + key, label, required, aliases: [key] }));
}

/** The custom fields that a row gives. */
export function readCustom(cells: RowReader, record: FieldRecord): CustomInput | undefined {
  const fields = cells.directory.fields.get(record)?.all ?? [];
  if (fields.length === 0) return undefined;
  const input = new Map<bigint, FieldInput>();
  for (const field of fields) {
    const key = PREFIX + field.key;
    if (cells.value(key) === undefined) continue;
    const value = readers[field.kind](cells, key, field);
    if (value !== undefined) input.set(field.id, value);
  }
  return input.size === 0 ? undefined : input;
}

type CellReader = (cells: RowReader, key: string, field: Field) => FieldInput | undefined;

const text: CellReader = (cells, key) => {
  const given = cells.text(key);
  return given === undefined ? undefined : { text: given };
};

const single: CellReader = (cells, key) => {
  const given = cells.text(key);
  return given === undefined ? undefined : { choices: [choice(given)] };
};

const readers: Readonly<Record<Field['kind'], CellReader>> = {
  input: text,
  textarea: text,
  number: text,
  telephone: text,
  email: text,
  select: single,
  radio: single,
  checkbox(cells, key, field) {
    if (field.settings.yesNo === true) return yesNo(cells, key);
    const labels = cells.list(key);
    return labels === undefined ? undefined : { choices: labels.map(choice) };
  },
  cascade(cells, key) {
    const steps = path(cells, key);
    return steps === undefined ? undefined : { choices: steps.map(choice) };
  },
  city(cells, key) {
    const steps = path(cells, key);
    if (steps === undefined) return undefined;
    return steps.every((step) => /^\d{6}$/.test(step)) ? { codes: steps } : { names: steps };
  },
  datetime(cells, key) {
    const given = cells.text(key)?.trim();
    if (given === undefined) return undefined;
    const at = readTime(given, cells.directory.tenant.timeZone);
    return at === null ? cells.fault(key, 'not a time') : { at };
  },
  attachment(cells, key) {
    const files = readFiles(cells.value(key));
    return files === null ? cells.fault(key, 'not files') : { files };
  },
  datasource(cells, key) {
    const rowIds = cells.list(key);
    return rowIds === undefined ? undefined : { rowIds };
  },
};

/** An option by its id or label. */
function choice(given: string): ChoiceRef {
  return /^\d{1,18}$/.test(given) ? { id: BigInt(given), label: given } : { label: given };
}

/** Steps from the root: an array, or a text parted by `/`. */
function path(cells: RowReader, key: string): readonly string[] | undefined {
  if (Array.isArray(cells.value(key))) return cells.list(key);
  return cells
    .text(key)
    ?.split('/')
    .map((step) => step.trim());
}

const WORDS: Readonly<Record<string, boolean>> = {
  是: true,
  yes: true,
  true: true,
  '1': true,
  否: false,
  no: false,
  false: false,
  '0': false,
};

function yesNo(cells: RowReader, key: string): FieldInput | undefined {
  const given = cells.value(key);
  const yes = typeof given === 'boolean' ? given : WORDS[String(given).trim().toLowerCase()];
  return yes === undefined ? cells.fault(key, 'not yes or no') : { yes };
}

/** Objects {name, url, size}, the same as JSON text, or addresses parted by commas. */
function readFiles(given: unknown): Attachment[] | null {
  if (typeof given === 'string' && given.trimStart().startsWith('[')) {
    try {
      return filesOf(JSON.parse(given));
    } catch {
      return null;
    }
  }
  return filesOf(typeof given === 'string' ? given.split(',') : given);
}

function filesOf(entries: unknown): Attachment[] | null {
  if (!Array.isArray(entries)) return null;
  const files = entries.map(fileOf);
  return files.every((file) => file !== null) ? files : null;
}

function fileOf(entry: unknown): Attachment | null {
  if (typeof entry === 'string') {
    const url = entry.trim();
    return { name: url.split('/').at(-1) || url, url, size: 0 };
  }
  const { name, url, size } = (entry ?? {}) as Partial<Record<keyof Attachment, unknown>>;
  return typeof name === 'string' && typeof url === 'string' && typeof size === 'number' ? { name, url, size } : null;
}
