import type { Field, FieldKind, FieldSettings } from '#crm/access/directory.ts';

/** A kind of field that the vendor's number of a type stands for. */
export interface TypedKind {
  readonly kind: FieldKind;
  readonly settings?: Pick<FieldSettings, 'integer' | 'yesNo'>;
}

/** The vendor's numbers of field types (vendors' pages of company and ticket fields) that there is a kind for. */
const kinds: Readonly<Record<string, TypedKind>> = {
  '1': { kind: 'select' },
  '2': { kind: 'input' },
  '3': { kind: 'textarea' },
  '4': { kind: 'number', settings: { integer: true } },
  '5': { kind: 'number' },
  '6': { kind: 'checkbox', settings: { yesNo: true } },
  '8': { kind: 'datetime' },
  '12': { kind: 'attachment' },
  '14': { kind: 'checkbox' },
  '17': { kind: 'telephone' },
  '18': { kind: 'cascade' },
  '20': { kind: 'datasource' },
};

/** What a type's number stands for; null for one that there is no kind for. */
export function kindOfType(type: string): TypedKind | null {
  return Object.hasOwn(kinds, type) ? kinds[type]! : null;
}

/** The number that a field is shown under; kinds that the vendor doesn't have show as the nearest one. */
export function typeOf({ kind, settings }: Pick<Field, 'kind' | 'settings'>): string {
  switch (kind) {
    case 'select':
    case 'radio':
      return '1';
    case 'textarea':
      return '3';
    case 'number':
      return settings.integer === true ? '4' : '5';
    case 'checkbox':
      return settings.yesNo === true ? '6' : '14';
    case 'datetime':
      return '8';
    case 'attachment':
      return '12';
    case 'telephone':
      return '17';
    case 'cascade':
      return '18';
    case 'datasource':
      return '20';
    case 'input':
    case 'email':
    case 'city':
      return '2';
  }
}
