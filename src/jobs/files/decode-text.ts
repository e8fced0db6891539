import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { UnreadableFileError } from './input-row.ts';

export type TextEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** How a text file is encoded: by its byte-order mark, else UTF-8 when all of it is that, else GB 18030 (which holds GBK). */
export async function detectEncoding(path: string): Promise<TextEncoding> {
  const mark = await firstBytes(path, 3);
  if (mark.length >= 2 && mark[0] === 0xff && mark[1] === 0xfe) return 'utf-16le';
  if (mark.length >= 2 && mark[0] === 0xfe && mark[1] === 0xff) return 'utf-16be';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
      decoder.decode(chunk as Buffer, { stream: true });
    }
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'gb18030';
    throw error;
  }
}

/** The text of a file, piece by piece, without its byte-order mark. Raises for bytes that the encoding doesn't have. */
export async function* decodeText(path: string, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
      yield decoder.decode(chunk as Buffer, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Whatever isn't UTF-8 is taken for GB 18030.
    if (encoding === 'gb18030') {
      throw new UnreadableFileError('the text is neither UTF-8 nor GBK (GB 18030) throughout; save it as UTF-8');
    }
    throw new UnreadableFileError('the text is not throughout what its byte-order mark says; save it as UTF-8');
  }
}

const CHUNK = 256 * 1024;

async function firstBytes(path: string, count: number): Promise<Buffer> {
  await using file = await open(path);
  const buffer = Buffer.alloc(count);
  const { bytesRead } = await file.read(buffer, 0, count, 0);
  return buffer.subarray(0, bytesRead);
}
