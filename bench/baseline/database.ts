/** A bare database: statements written by hand with `$1 …`, prepared once, no layer between. */
export interface BareDatabase extends AsyncDisposable {
  readonly dialect: BareDialect;
  read(statement: string, parameters: readonly unknown[]): Row[] | Promise<Row[]>;
  /** One durable transaction: grouped with others where the engine writes one at a time. */
  write(work: (run: Run) => void | Promise<void>): Promise<void>;
}

export type Row = Record<string, unknown>;
export type Run = (statement: string, parameters: readonly unknown[]) => Row[] | Promise<Row[]>;

/** What the two engines spell differently. */
export interface BareDialect {
  /** The condition that `column` is among the ids of parameter `$n`, bound by `ids`. */
  idsIn(column: string, n: number): string;
  ids(ids: readonly unknown[]): unknown;
  /** The condition that a row of `table` (aliased `r`) carries the tokens of `$n` (and `$m` = tenant), bound by `tokens`. */
  matches(table: string, n: number, tenant: number): string;
  countMatches(table: string): string;
  tokens(tenantId: bigint, tokens: readonly string[]): unknown;
  indexTokens(table: string): string;
  indexed(tenantId: bigint, tokens: readonly string[]): unknown;
  /** The same for a folded text of `follow_ups`. */
  indexedText(tenantId: bigint, text: string): unknown;
}
