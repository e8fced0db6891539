import type { Directory } from '#crm/access/directory.ts';
import type { CustomerFilter } from '#crm/customers/customer.ts';
import type { FollowUpFilter } from '#crm/follow-ups/follow-up-filter.ts';
import type { OpportunityFilter } from '#crm/opportunities/opportunity-filter.ts';
import type { Caller, Reader } from '#crm/store.ts';

/** What may be asked of the records that are exported; the others are exported whole. */
export interface ExportFilters {
  readonly customers: CustomerFilter;
  readonly companies: { readonly nameContains?: string };
  readonly opportunities: OpportunityFilter;
  readonly 'follow-ups': FollowUpFilter;
  readonly tickets: object;
  readonly calls: object;
  readonly messages: object;
}

export type ExportRecordName = keyof ExportFilters;

export const exportFormats = ['csv', 'xlsx', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A cell as ndjson shows it; csv and xlsx write lists by commas, and lists of objects as JSON. */
export type ExportCell = string | number | boolean | null | readonly (string | object)[];

export interface ExportRow {
  readonly id: bigint;
  /** In the columns' order. */
  readonly cells: readonly ExportCell[];
}

/** How one kind of record is written to a file that an import reads back. */
export interface RecordExport<Filter = object> {
  /** Named as an import names them. */
  columns(directory: Directory): readonly string[];

  /** The records that the caller sees behind the one of the id `after`, by id ascending. */
  page(db: Reader, who: Caller, filter: Filter, after: bigint | null, limit: number): Promise<readonly ExportRow[]>;

  /** How many there are, for progress; null where only a walk would tell. */
  count(db: Reader, who: Caller, filter: Filter): Promise<number | null>;
}
