import type { Directory } from '#crm/access/directory.ts';
import type { CustomerFilter } from '#crm/customers/customer.ts';
import type { Caller, Reader } from '#crm/store.ts';

export const exportRecordNames = [
  'customers',
  'companies',
  'opportunities',
  'follow-ups',
  'tickets',
  'calls',
  'messages',
] as const;

export type ExportRecordName = (typeof exportRecordNames)[number];

export const exportFormats = ['csv', 'xlsx', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A customer filter as JSON holds it: ids as digits. */
export type ExportFilter = Readonly<Record<string, unknown>>;

/** A cell as ndjson shows it; csv and xlsx write lists by commas and objects as JSON. */
export type ExportCell = string | number | boolean | null | readonly unknown[];

/** How one kind of record is written to a file that an import reads back. */
export interface RecordExport {
  columns(directory: Directory): readonly string[];

  /** The records that the caller sees behind the one of `after`, by id ascending, with cells in the columns' order. */
  page(
    db: Reader,
    who: Caller,
    after: bigint | null,
    limit: number,
    filter: CustomerFilter,
  ): Promise<readonly { readonly id: bigint; readonly cells: readonly ExportCell[] }[]>;

  /** How many there are, for progress; null when only a walk would tell. */
  count(db: Reader, who: Caller, filter: CustomerFilter): Promise<number | null>;
}
