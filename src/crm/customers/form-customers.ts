import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import { loadNewRowTexts, type RowTexts } from '#crm/fields/row-texts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { type EntryForm, type IndexEntry, indexEntry } from '#engines/index-entry.ts';
import { checkPatch } from './apply-patch.ts';
import type { CellDimensions } from './cells.ts';
import { columnsOf, dimensionsOf, textTokensOf } from './columns.ts';
import { freshColumns, type Origin } from './create-customer.ts';
import type { CustomerPatch } from './customer.ts';
import { emptyState } from './state.ts';

export interface NewCustomer {
  /** Its company goes by name. */
  readonly patch: Omit<CustomerPatch, 'companyId'>;
  readonly origin?: Origin;
}

/**
 * New customers that passed the rules which concern each alone. Forming costs more than writing does on either engine, so
 * that a bulk has it done in another thread: this is plain data, in columns, as those are copied at a fifth of what objects cost.
 */
export interface FormedCustomers {
  readonly refused: readonly RefusedCustomer[];
  /** Where, among the rows given, those stood that weren't refused; all that follows has an entry for each of these. */
  readonly places: readonly number[];
  /** Null = drawn when it is written. */
  readonly keptIds: readonly (bigint | null)[];
  /** All but the ids of the customer, its company and its cell; columns in which none has anything are left out. */
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
  /** The cells that there are, and which each is in. */
  readonly cells: readonly CellDimensions[];
  readonly cellOf: readonly number[];
  /** Of all rows, one after the other, and how many of them each row has. */
  readonly phones: { readonly contents: readonly string[]; readonly numbers: readonly string[] };
  readonly phoneCounts: readonly number[];
  readonly companyNames: readonly (string | null)[];
  readonly labels: readonly (readonly string[])[];
  /** Without the tokens of the ids. */
  readonly entries: readonly IndexEntry[];
}

/** A CrmError as plain data. */
export interface RefusedCustomer {
  readonly place: number;
  readonly code: CrmErrorCode;
  readonly details: CrmError['details'];
}

/**
 * What writeFormedCustomers takes, by createCustomer's rules. `rowTexts` are what loadRowTextsOf finds. Rows that are made as
 * they are taken leave nothing for the garbage collector to keep apart.
 */
export function formCustomers(
  form: EntryForm,
  who: Caller,
  rows: Iterable<NewCustomer>,
  rowTexts: RowTexts,
): FormedCustomers {
  const forming = new Forming(form, who);
  let place = 0;
  for (const row of rows) {
    try {
      forming.add(place, row, rowTexts);
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      forming.refused.push({ place, code: error.code, details: error.details });
    }
    place += 1;
  }
  return forming.formed();
}

/** Whether a custom field of the row names asset rows, which only the store knows. */
export function namesAssetRows({ patch: { custom } }: NewCustomer): boolean {
  if (custom === undefined) return false;
  return [...custom.values()].some((value) => value !== null && 'rowIds' in value);
}

/** The texts of the asset rows that the customers' custom fields name. */
export async function loadRowTextsOf(db: Reader, who: Caller, rows: readonly NewCustomer[]): Promise<RowTexts> {
  const texts = new Map<bigint, string>();
  for (const row of rows) {
    if (!namesAssetRows(row)) continue;
    const found = await loadNewRowTexts(db, who.tenantId, who.directory, 'customer', new Map(), row.patch.custom!);
    for (const [id, text] of found) texts.set(id, text);
  }
  return texts;
}

class Forming {
  readonly refused: RefusedCustomer[] = [];
  readonly #form: EntryForm;
  readonly #who: Caller;
  readonly #places: number[] = [];
  readonly #keptIds: (bigint | null)[] = [];
  readonly #columns: Record<string, unknown[]> = {};
  readonly #cells: CellDimensions[] = [];
  readonly #cellPlaces = new Map<string, number>();
  readonly #cellOf: number[] = [];
  readonly #contents: string[] = [];
  readonly #numbers: string[] = [];
  readonly #phoneCounts: number[] = [];
  readonly #companyNames: (string | null)[] = [];
  readonly #labels: (readonly string[])[] = [];
  readonly #entries: IndexEntry[] = [];

  constructor(form: EntryForm, who: Caller) {
    this.#form = form;
    this.#who = who;
  }

  add(place: number, { patch, origin = {} }: NewCustomer, rowTexts: RowTexts): void {
    const who = this.#who;
    const checked = checkPatch(who, emptyState, patch, 'create', rowTexts);
    if (origin.id !== undefined && origin.id <= 0n) {
      throw new CrmError('invalid', { field: 'id', reason: 'not a positive 64-bit integer' });
    }
    const state = { ...checked.state, company: null, labels: NO_LABELS };
    this.#places.push(place);
    this.#keptIds.push(origin.id ?? null);
    this.#addColumns({ ...columnsOf(state), ...freshColumns(who, origin) });
    this.#cellOf.push(this.#cellPlace(dimensionsOf(state)));
    for (const { content, number } of state.phones) {
      this.#contents.push(content);
      this.#numbers.push(number);
    }
    this.#phoneCounts.push(state.phones.length);
    this.#companyNames.push(checked.companyName);
    this.#labels.push(checked.labelNames ?? NO_LABELS);
    this.#entries.push(indexEntry(this.#form, who.tenantId, textTokensOf(state)));
  }

  formed(): FormedCustomers {
    const columns = Object.entries(this.#columns).filter(([, values]) => values.some((value) => value !== null));
    return {
      refused: this.refused,
      places: this.#places,
      keptIds: this.#keptIds,
      columns: Object.fromEntries(columns),
      cells: this.#cells,
      cellOf: this.#cellOf,
      phones: { contents: this.#contents, numbers: this.#numbers },
      phoneCounts: this.#phoneCounts,
      companyNames: this.#companyNames,
      labels: this.#labels,
      entries: this.#entries,
    };
  }

  #addColumns(row: Readonly<Record<string, unknown>>): void {
    for (const column of Object.keys(row)) (this.#columns[column] ??= []).push(row[column]);
  }

  #cellPlace(dimensions: CellDimensions): number {
    const key = Object.values(dimensions).join();
    let place = this.#cellPlaces.get(key);
    if (place === undefined) {
      place = this.#cells.push(dimensions) - 1;
      this.#cellPlaces.set(key, place);
    }
    return place;
  }
}

const NO_LABELS: readonly never[] = [];
