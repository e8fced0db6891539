import { UnreadableFileError } from './input-row.ts';

/** Many texts held compactly as UTF-8: a workbook's shared strings may be millions. */
export interface StringPool {
  add(text: string): void;
  /** Empty for a number that no text has. */
  get(index: number): string;
}

const BLOCK = 4 * 1024 * 1024;
/** A workbook of a million customers has some 100 MiB; more would take the server's memory. */
const MOST_BYTES = 512 * 1024 * 1024;
const MOST_TEXTS = 20_000_000;

export function createStringPool(): StringPool {
  const blocks: Buffer[] = [];
  let used = BLOCK;
  let total = 0;
  const places: { blockOf: number[]; start: number[]; end: number[] } = { blockOf: [], start: [], end: [] };
  return {
    add(text) {
      const bytes = Buffer.byteLength(text);
      total += bytes;
      if (total > MOST_BYTES || places.start.length >= MOST_TEXTS) {
        throw new UnreadableFileError('the workbook has too many texts');
      }
      if (used + bytes > BLOCK) {
        blocks.push(Buffer.allocUnsafe(Math.max(BLOCK, bytes)));
        used = 0;
      }
      const block = blocks.at(-1)!;
      block.write(text, used);
      places.blockOf.push(blocks.length - 1);
      places.start.push(used);
      places.end.push(used + bytes);
      used += bytes;
    },
    get(index) {
      const block = blocks[places.blockOf[index] ?? -1];
      return block === undefined ? '' : block.toString('utf8', places.start[index], places.end[index]);
    },
  };
}
