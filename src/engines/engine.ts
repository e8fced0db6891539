import type { Expression, Kysely, RawBuilder, SqlBool } from 'kysely';
import type { EntryForm, IndexEntry } from './index-entry.ts';
import type { Database } from './schema.ts';

export type * from './schema.ts';
export type { EntryForm, IndexEntry } from './index-entry.ts';

/**
 * What an engine is. Two exist, with the same file names in their folders; everything above speaks to this
 * contract only and asks for a capability, never for a name.
 */
export interface Engine extends AsyncDisposable {
  readonly capabilities: Capabilities;

  /** Runs `work` with a reader that sees every write acknowledged so far. Reads are not one snapshot. */
  read<T>(work: (db: Reader) => Promise<T>): Promise<T>;

  /** The same for who goes through a whole table once: what it reads takes no room from what others read again. */
  scan<T>(work: (db: Reader) => Promise<T>): Promise<T>;

  /**
   * Runs `work` in one transaction and resolves once it is durable; a rejection leaves nothing behind.
   * `work` awaits nothing but its writer (a group commit waits for it), starts nothing it doesn't await,
   * and may be run again after a serialization failure; a store runs it again when it met another's unique value.
   * Constraint failures reject with `ConstraintError`.
   */
  write<T>(work: (db: Writer) => Promise<T>): Promise<T>;

  /**
   * Whether others may have to wait for the transactions of a bulk, which then keeps them short. False only while nobody but
   * this process wrote for some seconds: longer ones cost less a row.
   */
  othersWrite(): boolean;

  /** After many rows came at once: has plans know of them now rather than when the engine looks by itself. */
  analyze(): Promise<void>;

  /** A number that differs once the tenant's configuration was written by anyone; cheap enough for each request. */
  configVersion(tenantId: bigint): number;

  /** Calls `wake` when there may be new events, own or of other processes; returns what ends it. */
  onEvents(wake: () => void): () => void;

  /** Whether nobody made a store there yet: no migration was ever applied. */
  isNew(): Promise<boolean>;

  /** Applies the migrations that are missing; idempotent; safe when several processes start at once. */
  migrate(): Promise<MigrationOutcome>;

  /**
   * Writes a whole, consistent copy of the store into `folder` while it serves; names the files it made. Rejects once `stop`
   * is aborted, leaving the files made so far.
   */
  backup(folder: string, stop?: AbortSignal): Promise<string[]>;

  /** Which engine can read such a backup; stands in its manifest. */
  readonly backupFormat: string;

  /**
   * Fills this store, migrated and empty, from the files that `backup` of the same kind of engine made; those of an earlier
   * version leave it to be migrated again. Rejects once `stop` is aborted, leaving the store empty.
   */
  restore(folder: string, stop?: AbortSignal): Promise<void>;

  /**
   * Takes the place of a server until disposed; the operating system frees it when the process dies in whatever way.
   * Raises a one-line error where only one server may serve the store and another does.
   */
  claimServer(): AsyncDisposable;

  /** Checks the store's own integrity; an empty list means sound. */
  check(): Promise<string[]>;
}

export interface Capabilities {
  /** Several writers commit at the same time, so hot counters are kept in slots (1 = a single writer). */
  readonly counterSlots: number;
  /** Counting and combining what the gram index finds costs little however much that is. */
  readonly countsMatchesCheaply: boolean;
  /** Several server processes, on several machines, may serve one store. */
  readonly manyServers: boolean;
  /** How the gram index takes the tokens of a record (index-entry.ts). */
  readonly indexEntries: EntryForm;
}

export interface BackupContents {
  /** Rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
  /** What is damaged, a line each; none means sound. */
  readonly faults: readonly string[];
}

export interface MigrationOutcome {
  /** Names of the migrations that this call applied. */
  applied: string[];
}

/** Searches and selects; cannot write, by type. */
export interface Reader {
  readonly sql: ReadSql;
  readonly search: SearchReader;
  readonly capabilities: Capabilities;
}

/** One transaction. Its handle is void after the work ended: a leaked statement rejects. */
export interface Writer extends Reader {
  readonly sql: Kysely<Database>;
  readonly search: SearchWriter;

  /** Inserts rows given by columns, of each the plain values of all rows, in as few statements as the engine can. */
  insertMany(table: keyof Database, columns: Readonly<Record<string, readonly unknown[]>>): Promise<void>;

  /**
   * Draws `count` successive numbers from the tenant's sequence and returns the first.
   * Numbers of a transaction that fails may be lost. Callers pass over ids that are taken.
   */
  nextId(tenantId: bigint, sequence: string, count?: number): Promise<bigint>;

  /**
   * Waits until no other transaction holds any of these keys, and holds them until this one ends: for what is made once where
   * it isn't there, and no constraint would tell. What others made of them meanwhile is seen by the statements after it.
   */
  hold(keys: readonly string[]): Promise<void>;

  /** Says that this transaction wrote configuration of the tenant: caches elsewhere reload after the commit. */
  configChanged(tenantId: bigint): Promise<void>;
}

export type ReadSql = Pick<
  Kysely<Database>,
  'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn' | 'executeQuery' | 'getExecutor'
>;

/** The record kinds that have a gram index; each is also the name of its table. */
export type Searchable = 'customers' | 'companies' | 'follow_ups' | 'asset_rows' | 'opportunities';

export interface SearchReader {
  /**
   * What the gram index is asked: records of the tenant that satisfy every clause. Tokens come from crm/search/grams.ts;
   * an empty list of clauses or tokens is the caller's mistake.
   */
  query(tenantId: bigint, ...clauses: readonly TokenClause[]): SearchQuery;

  /**
   * The same for records whose text contains a part, told by the index alone; null for a table whose index can't tell. Its text
   * is what the tokens were made of.
   */
  queryPart(table: Searchable, tenantId: bigint, part: TextPart): SearchQuery | null;

  /** True for rows of `table` (referred to by its own name in the query) that the query finds. */
  matches(table: Searchable, query: SearchQuery): Expression<SqlBool>;

  /** The same for rows that are found otherwise, and are looked for in the set of what the query finds. */
  among(table: Searchable, query: SearchQuery): Expression<SqlBool>;

  /**
   * What `matches` is true for, as a table to join: with an index made for hits (migrations, `hits`) thousands of rows are
   * told apart for a third of what the condition costs.
   */
  hits(table: Searchable, query: SearchQuery): Hits;

  /**
   * What a query of a single listed token finds, with the times of making, as a table in the place of `table`: a page of the
   * newest costs the same however many there are. With `several` also what a query of several listed tokens finds, by reading
   * all of their lists, where the engine reads them sooner than its gram index. Null for other queries.
   */
  listed(
    table: Searchable,
    query: SearchQuery,
    several?: boolean,
  ): RawBuilder<{ id: bigint; created_at: number }> | null;

  /** How many records the query finds; `most` when there are more, where it is given. */
  count(table: Searchable, query: SearchQuery, most?: number): Promise<number>;
}

/** A question to the gram index in the engine's own words; only the form shapes a statement, the values are bound. */
export class SearchQuery {
  readonly form: string;
  readonly values: readonly unknown[];

  constructor(form: string, values: readonly unknown[]) {
    this.form = form;
    this.values = values;
  }
}

/**
 * Marks a token that thousands of records may carry and that is searched by itself, with a time: of the companies that carry
 * it an engine keeps a list in the order of making.
 */
export function listed(token: string): string {
  return `+${token}`;
}

export function isListed(token: string): boolean {
  return token.startsWith('+');
}

const withLists: ReadonlySet<Searchable> = new Set<Searchable>(['companies']);

/** Lists take more room and writing than the gram index itself, so only companies, which are few, have them. */
export function hasLists(table: Searchable): boolean {
  return withLists.has(table);
}

/** A part of a text, with tokens that such a text carries. */
export interface TextPart {
  readonly text: string;
  /** One right after the other, as they were given to the index. */
  readonly inTurn: readonly string[];
  readonly beside: readonly string[];
  /** What the record carries besides its text. */
  readonly facets: readonly TokenClause[];
}

export interface Hits {
  /** Give it an alias, and join it on `on(alias)`. */
  readonly rows: RawBuilder<{ hit: bigint }>;
  on(alias: string): Expression<SqlBool>;
  /** Columns of the table that `rows` has as well: who needs no others doesn't join it. */
  readonly columns: ReadonlySet<string>;
}

export interface NewlyIndexed {
  readonly id: bigint;
  /** At least one. */
  readonly tokens: readonly string[] | IndexEntry;
}

/** Satisfied by a record that carries all tokens of at least one of these sets. */
export type TokenClause = readonly (readonly string[])[];

export interface SearchWriter extends SearchReader {
  /**
   * Makes `tokens`, in this order, all that the record has; an empty list takes it out of the index. The row must exist, and
   * where `queryPart` answers, with the text and columns that the tokens were made of: an engine may make them by itself.
   */
  index(table: Searchable, tenantId: bigint, id: bigint, tokens: readonly string[]): Promise<void>;

  /** The same for many records at once, of which the index holds none yet. */
  indexNew(table: Searchable, tenantId: bigint, records: readonly NewlyIndexed[]): Promise<void>;

  /** To be told when rows change in columns that the migrations name as their table's `hits`: an engine may keep a copy. */
  hitsChanged(table: Searchable, tenantId: bigint, ids: readonly bigint[]): Promise<void>;

  /** Takes records, whose rows must still exist, out of the index. */
  unindex(table: Searchable, tenantId: bigint, ids: readonly bigint[]): Promise<void>;
}

/** A statement broke a constraint of the store. `constraint` is an index's or table's name as migrations give it. */
export class ConstraintError extends Error {
  override readonly name = 'ConstraintError';
  readonly kind: 'unique' | 'foreign' | 'check' | 'not-null';
  readonly constraint: string;

  constructor(kind: ConstraintError['kind'], constraint: string, cause?: unknown) {
    super(`${kind} constraint failed: ${constraint}`, { cause });
    this.kind = kind;
    this.constraint = constraint;
  }
}

/** The store can't be reached or can't write now (database gone, disk full, read-only): answer 503, try later. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
}
