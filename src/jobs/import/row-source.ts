import type { InputRow } from '#jobs/files/input-row.ts';
import { readRows, type FileFormat } from '#jobs/files/read-rows.ts';
import { parseExact } from '#transport/http/exact-json.ts';

/** A file on this machine, and how it is read. */
export interface SourceFile {
  readonly path: string;
  readonly format: FileFormat;
}

/** The rows of a file behind the first `passOver`, in portions. */
export class RowSource {
  readonly #rows: AsyncGenerator<InputRow>;
  #passOver: number;
  #failure: { readonly error: unknown } | undefined;

  constructor({ path, format }: SourceFile, passOver: number) {
    this.#rows = readRows(path, { format, parseJson: parseExact });
    this.#passOver = passOver;
  }

  /** The next `count` rows, fewer at the end, none behind it. Where the file can't be read on, the rows before come first. */
  async take(count: number): Promise<InputRow[]> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const taken: InputRow[] = [];
    try {
      while (taken.length < count) {
        const next = await this.#rows.next();
        if (next.done === true) break;
        if (this.#passOver > 0) this.#passOver -= 1;
        else taken.push(next.value);
      }
    } catch (error) {
      if (taken.length === 0) throw error;
      this.#failure = { error };
    }
    return taken;
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#rows.return(undefined);
  }
}
