/** What a write by serial did: the same serial again changes the record, or nothing where every value stays. */
export interface Saved<T> {
  readonly record: T;
  readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** What an import keeps of a record that was made elsewhere. */
export interface KeptActivity {
  /** Any positive int64; `taken` when a row has it. */
  readonly id?: bigint;
}
