import { open, type FileHandle } from 'node:fs/promises';
import type { InputRow } from '#jobs/files/input-row.ts';
import { errorFileHeader, errorFileLine } from '#jobs/import/error-file.ts';
import type { RowFault } from '#jobs/import/record-import.ts';

const FLUSH_CHARACTERS = 64 * 1024;

/** The file of refused rows; it is made when the first one comes, in place of an earlier one. */
export class ErrorFile implements AsyncDisposable {
  readonly #path: string;
  readonly #columns: readonly string[];
  #file: FileHandle | undefined;
  #text = '';

  constructor(path: string, columns: readonly string[]) {
    this.#path = path;
    this.#columns = columns;
  }

  /** Null while no row was refused. */
  get path(): string | null {
    return this.#file === undefined ? null : this.#path;
  }

  async add(row: InputRow, faults: readonly RowFault[]): Promise<void> {
    if (this.#file === undefined) {
      this.#file = await open(this.#path, 'w', 0o600);
      this.#text = errorFileHeader(this.#columns);
    }
    this.#text += errorFileLine(this.#columns, row, faults);
    if (this.#text.length >= FLUSH_CHARACTERS) await this.#flush();
  }

  async #flush(): Promise<void> {
    await this.#file?.writeFile(this.#text);
    this.#text = '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flush();
    await this.#file?.close();
  }
}
