import type { ExportRow } from './record-export.ts';

const CHUNK_CHARACTERS = 64 * 1024;

/** One JSON object a line, without the empty cells. */
export async function* ndjsonBytes(columns: readonly string[], rows: AsyncIterable<ExportRow>): AsyncGenerator<Buffer> {
  let text = '';
  for await (const { cells } of rows) {
    const entries = columns.map((column, index) => [column, cells[index]] as const).filter(([, cell]) => cell !== null);
    text += `${JSON.stringify(Object.fromEntries(entries))}\n`;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
