import type { Field, Id } from '@/api/shapes.ts';

/** How a value is shown and edited. What an editor hands back is what the API takes for that member. */
export type Editor =
  | {
      readonly kind:
        | 'text'
        | 'textarea'
        | 'number'
        | 'email'
        | 'telephone'
        | 'date'
        | 'time'
        | 'phones'
        | 'labels'
        | 'texts';
    }
  | { readonly kind: 'company' | 'assignment' | 'agent' | 'stars' | 'yesNo' | 'city' | 'attachment' | 'secret' }
  | { readonly kind: 'option'; readonly dictionary: string }
  | { readonly kind: 'choice' | 'choices' | 'path'; readonly options: Field['options'] }
  | { readonly kind: 'rows'; readonly tableId: Id | undefined; readonly displayColumn: string | undefined }
  | { readonly kind: 'shown' };

/** One member of a record: how it is called, read, shown and changed. */
export interface RecordField<Row> {
  /** The member's path in a PATCH: `name`, `custom.field_12`. */
  readonly key: string;
  readonly label: string;
  readonly editor: Editor;
  readonly required?: boolean;
  /** Width of its column until the agent chooses one. */
  readonly width?: number;
  read(row: Row): unknown;
  /** The text on show; '' where the record has none. */
  text(row: Row): string;
}

/** The body of a PATCH that sets one member. */
export function patchOf(key: string, value: unknown): Record<string, unknown> {
  const [first = key, second] = key.split(/\.(.*)/s);
  return second === undefined ? { [first]: value } : { [first]: { [second]: value } };
}

/** The member of `row` at the path of a PATCH. */
export function memberOf(row: object, key: string): unknown {
  const [first = key, second] = key.split(/\.(.*)/s);
  const value: unknown = (row as Record<string, unknown>)[first];
  return second === undefined ? value : (value as Record<string, unknown> | null)?.[second];
}
