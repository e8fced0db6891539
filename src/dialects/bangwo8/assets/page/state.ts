/** What the page's script is handed, and what it asks for later: plain JSON. */
export interface PageState {
  readonly title: string;
  /** Every column, in the agent's order. */
  readonly columns: readonly PageColumn[];
  /** Keys of the columns that are shown. */
  readonly shown: readonly string[];
  readonly rows: readonly PageRow[];
  readonly count: number;
  readonly perPage: number;
  /** As configured; placeholders in it are filled from `values`. */
  readonly filter: string;
  readonly values: Readonly<Record<string, string>>;
  /** Source column (`_id` = the row's id) and company field of each pair of cPara. */
  readonly mapping: readonly (readonly [string, string])[];
  /** Of this page only; it goes into the header x-picker-token. */
  readonly token: string;
  /** Who gets the messages; null = a page of our own origin. */
  readonly origin: string | null;
  readonly texts: PageTexts;
}

export interface PageColumn {
  readonly key: string;
  readonly name: string;
  readonly numeric: boolean;
}

export interface PageRow {
  readonly id: string;
  /** Empty cells are absent. */
  readonly cells: Readonly<Record<string, string>>;
}

export interface RowsAnswer {
  readonly rows: readonly PageRow[];
  readonly count: number;
}

/** `{from}` and the like are filled by the script. */
export interface PageTexts {
  readonly choose: string;
  readonly chosen: string;
  readonly nothing: string;
  readonly range: string;
  readonly failed: string;
  readonly over: string;
  readonly up: string;
  readonly down: string;
  readonly unsorted: string;
}
