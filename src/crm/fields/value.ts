/**
 * The value of a custom field as it is stored, by kind:
 * input, textarea, telephone, email: text · number: exact decimal text · select, radio: option id as digits ·
 * checkbox: option ids as digits, in the field's order (a yes/no box: 'yes' or absent) · cascade: option ids from the root ·
 * city: GB/T 2260 codes from the province down · datetime: UTC milliseconds · attachment: files · datasource: asset row ids.
 * An empty value is never stored: the key is absent.
 */
export type StoredValue = string | number | readonly string[] | readonly Attachment[];

export interface Attachment {
  readonly name: string;
  readonly url: string;
  readonly size: number;
}

/** Custom values of one record by field id. */
export type CustomValues = ReadonlyMap<bigint, StoredValue>;

/** How a dialect names an option: by id, by label, or by either (the id wins when both fit, unless it says otherwise). */
export interface ChoiceRef {
  readonly id?: bigint;
  readonly label?: string;
  readonly labelFirst?: true;
}

/**
 * A value as a dialect hands it over, before the field's rules were applied; null clears.
 * Kinds take: text kinds `text` · number `text` (decimal digits) · select, radio one choice · checkbox choices
 * (a yes/no box: `yes`) · cascade a path of choices · city `codes` (or `names` from the province down) ·
 * datetime `at` (UTC ms; with `span`, the width in ms of what the sender's format can tell apart, a stored time within
 * [at, at + span) counts as the same) · attachment `files` · datasource `rowIds`.
 */
export type FieldInput =
  | null
  | { readonly text: string }
  | { readonly yes: boolean }
  | { readonly choices: readonly ChoiceRef[] }
  | { readonly at: number; readonly span?: number }
  | { readonly codes: readonly string[] }
  | { readonly names: readonly string[] }
  | { readonly files: readonly Attachment[] }
  | { readonly rowIds: readonly string[] };

/** `restore` brings values back that the record held: they pass whatever became of options, rows and required fields since. */
export type PatchMode = 'create' | 'update' | 'restore';

/** Custom fields of a patch by field id; a field that isn't there stays. */
export type CustomInput = ReadonlyMap<bigint, FieldInput>;
