import type { Custom, CustomValue, Field } from '@/api/shapes.ts';
import { listed } from '@/parts/listed.ts';
import type { Times } from '@/parts/use-times.ts';
import type { Editor, RecordField } from './editor.ts';

interface Words {
  readonly yes: string;
  readonly no: string;
  readonly times: Times;
}

/** The enabled custom fields of a record as its members. */
export function customFieldsOf<Row extends { readonly custom: Custom }>(
  fields: readonly Field[],
  words: Words,
): readonly RecordField<Row>[] {
  return fields
    .filter((field) => field.enabled)
    .map((field) => ({
      key: `custom.${field.key}`,
      label: field.label,
      editor: editorOf(field),
      required: field.required,
      width: 140,
      read: (row) => row.custom[field.key] ?? null,
      text: (row) => customText(row.custom[field.key] ?? null, field.kind, words),
    }));
}

function editorOf(field: Field): Editor {
  const options = field.options.filter((option) => option.enabled);
  switch (field.kind) {
    case 'textarea':
    case 'number':
    case 'email':
    case 'telephone':
    case 'city':
    case 'attachment':
      return { kind: field.kind };
    case 'select':
    case 'radio':
      return { kind: 'choice', options };
    case 'checkbox':
      return field.settings.yesNo === true ? { kind: 'yesNo' } : { kind: 'choices', options };
    case 'cascade':
      return { kind: 'path', options };
    case 'datetime':
      return { kind: 'time' };
    case 'datasource':
      return { kind: 'rows', tableId: field.settings.tableId, displayColumn: field.settings.displayColumn };
    default:
      return { kind: 'text' };
  }
}

/** A custom value in words. */
export function customText(value: CustomValue | null, kind: string, words: Words): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'string') return kind === 'datetime' && value !== '' ? words.times.full(value) : value;
  const parts = Array.isArray(value) ? value : [value];
  const texts = parts.map(partText);
  return kind === 'cascade' || kind === 'city' ? texts.join(' / ') : listed(texts);
}

function partText(part: unknown): string {
  const { label, name, text } = part as { label?: string; name?: string; text?: string };
  return label ?? name ?? text ?? '';
}
