import { decodeText, type TextEncoding } from './decode-text.ts';
import { LONGEST_LINE, UnreadableFileError, type InputRow } from './input-row.ts';

/**
 * The rows of a file with one JSON object a line; blank lines are passed over.
 * @param parse reads JSON without rounding integers beyond 2^53
 */
export async function* readNdjson(
  path: string,
  encoding: TextEncoding,
  parse: (text: string) => unknown,
): AsyncGenerator<InputRow> {
  let row = 0;
  for await (const line of lines(decodeText(path, encoding))) {
    row += 1;
    if (line.trim() === '') continue;
    yield toRow(parse, line, row);
  }
}

function toRow(parse: (text: string) => unknown, line: string, row: number): InputRow {
  let value: unknown;
  try {
    value = parse(line);
  } catch {
    return { row, values: {}, fault: 'is no JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { row, values: {}, fault: 'is no JSON object' };
  }
  return { row, values: value as Record<string, unknown> };
}

async function* lines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let count = 0;
  for await (const piece of pieces) {
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!;
    if (rest.length > LONGEST_LINE) {
      throw new UnreadableFileError(`line ${count + parts.length + 1} is longer than ${LONGEST_LINE} characters`);
    }
    count += parts.length;
    yield* parts;
  }
  if (rest !== '') yield rest;
}
