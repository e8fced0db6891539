import type { Directory } from '#crm/access/directory.ts';
import type { OptionRef } from '#crm/customers/customer.ts';
import { readTime } from '#crm/read-time.ts';
import type { RowFault } from './record-import.ts';

const LARGEST_ID = 2n ** 63n - 1n;

/** Cells by target, as csv and xlsx (texts) or ndjson (values) gave them. */
export type Cells = Readonly<Record<string, unknown>>;

/** Reads the cells of one row by their native names. An empty cell counts as absent; what can't be read is noted. */
export class RowReader {
  readonly faults: RowFault[] = [];
  readonly directory: Directory;
  readonly #cells: Cells;

  constructor(directory: Directory, cells: Cells) {
    this.directory = directory;
    this.#cells = cells;
  }

  /** The cell as given; undefined when empty. */
  value(key: string): unknown {
    const cell = this.#cells[key];
    return cell === '' || cell === null ? undefined : cell;
  }

  text(key: string): string | undefined {
    const cell = this.value(key);
    if (cell === undefined || typeof cell === 'string') return cell;
    if (typeof cell === 'bigint' || typeof cell === 'number') return String(cell);
    return this.fault(key, 'not a text');
  }

  /** A list as an array (also as JSON text), or as a text parted by commas or semicolons of either width, `、` or line breaks. */
  list(key: string): readonly string[] | undefined {
    const cell = this.value(key);
    if (cell === undefined) return undefined;
    if (Array.isArray(cell)) return this.#textsOf(key, cell);
    const text = this.text(key);
    if (text === undefined) return undefined;
    const listed = text.startsWith('[') ? jsonArray(text) : null;
    if (listed !== null) return this.#textsOf(key, listed);
    return text
      .split(SEPARATORS)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  #textsOf(key: string, entries: readonly unknown[]): string[] {
    return entries.flatMap((entry) => {
      if (typeof entry === 'string') return [entry];
      if (typeof entry === 'bigint' || typeof entry === 'number') return [String(entry)];
      this.fault(key, 'not a list of texts');
      return [];
    });
  }

  /** A positive int64, digit by digit. */
  id(key: string): bigint | undefined {
    const cell = this.value(key);
    if (cell === undefined) return undefined;
    const text = typeof cell === 'string' ? cell.trim() : String(cell);
    const id = /^\d{1,19}$/.test(text) && typeof cell !== 'boolean' ? BigInt(text) : 0n;
    return id >= 1n && id <= LARGEST_ID ? id : this.fault(key, 'not a positive 64-bit integer');
  }

  /** A whole number; rules about its range are crm's. */
  integer(key: string): number | undefined {
    const cell = this.value(key);
    if (cell === undefined) return undefined;
    const number = typeof cell === 'string' && /^-?\d{1,15}$/.test(cell.trim()) ? Number(cell) : cell;
    return Number.isSafeInteger(number) ? (number as number) : this.fault(key, 'not a whole number');
  }

  /** UTC ms: ISO 8601 with an offset, or `YYYY-MM-DD[ HH:mm[:ss]]` (also with `/`) in the tenant's zone. */
  time(key: string): number | undefined {
    const text = this.text(key)?.trim();
    if (text === undefined) return undefined;
    return readTime(text, this.directory.tenant.timeZone) ?? this.fault(key, 'not a time');
  }

  /** `YYYY-MM-DD`; the time of day that spreadsheets put behind a date is taken off. */
  day(key: string): string | undefined {
    return this.text(key)
      ?.trim()
      .replaceAll('/', '-')
      .replace(/[ T]00:00(:00)?$/, '');
  }

  /** A dictionary's entry by name or code. */
  option(key: string): OptionRef | undefined {
    const text = this.text(key);
    return text === undefined ? undefined : { nameOrCode: text };
  }

  /** One of a few words; `words` gives further spellings. */
  word<W extends string>(key: string, words: Readonly<Record<string, W>>): W | undefined {
    const text = this.text(key)?.trim();
    if (text === undefined) return undefined;
    const word = Object.hasOwn(words, text.toLowerCase()) ? words[text.toLowerCase()] : undefined;
    return word ?? this.fault(key, `not one of ${[...new Set(Object.values(words))].join(', ')}`);
  }

  /** Notes what is wrong with a cell; the row is then refused. */
  fault(key: string, reason: string): undefined {
    this.faults.push({ field: key, code: 'invalid', reason });
    return undefined;
  }
}

function jsonArray(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const SEPARATORS = /[,，、;；\n]/;
