/** What a kind of record that belongs to customers is to those who list it. Its text is searched by grams. */
export interface ListedRecord<Sort extends string> {
  /** Also the name of its kept count. */
  readonly table: 'follow_ups' | 'opportunities';
  /** Its folded text. */
  readonly text: 'content_key' | 'name_key';
  /** The columns that a page holds. */
  readonly shown: readonly string[];
  /** The customers' column that counts their visible ones. */
  readonly counter: 'follow_up_count' | 'opportunity_count';
  /** The columns of each sort, the id last; each is the end of an index, so that a page costs the same wherever it lies. */
  readonly sorts: Readonly<Record<Sort, readonly SortColumn[]>>;
  /** Its rows keep whose their customers are (OwnerColumns). */
  readonly keepsOwner: boolean;
  /** Sorts in which an index has those of one customer. */
  readonly customerSorts: readonly Sort[];
}

export type SortColumn = 'created_at' | 'updated_at' | 'type_id' | 'id';

/** Which of the rows that match, and in which order: equal values are parted by id, in the same direction. */
export interface RecordPage<Sort extends string> {
  readonly limit: number;
  /** Rows to leave out first; not together with `after`. */
  readonly offset?: number;
  /** Where the page before ended: positionOf its last row. */
  readonly after?: readonly bigint[];
  readonly sort: Sort;
  readonly order: 'asc' | 'desc';
}
