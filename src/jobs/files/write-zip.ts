import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly content: AsyncIterable<Buffer> | Iterable<Buffer>;
}

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
}

/** Sizes and sums follow each member's bytes (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const DEFLATED = 8;
const MS_DOS_DATE_1980 = 0x0021;
const LARGEST = 0xffffffff;

/** The bytes of a zip file, compressed as they come: nothing is kept but the directory. */
export async function* zipBytes(members: AsyncIterable<ZipMember> | Iterable<ZipMember>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for await (const member of members) {
    const start = offset;
    const name = Buffer.from(member.name);
    const sum = { crc: 0, size: 0 };
    const head = localHeader(name);
    yield head;
    offset += head.length;
    let compressedSize = 0;
    for await (const chunk of deflated(summed(member.content, sum))) {
      compressedSize += chunk.length;
      yield chunk;
    }
    const end = descriptor(sum.crc, compressedSize, sum.size);
    yield end;
    offset += compressedSize + end.length;
    if (offset > LARGEST || sum.size > LARGEST) throw new RangeError('a zip file holds no more than 4 GiB');
    written.push({ name, ...sum, compressedSize, offset: start });
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  yield endOfDirectory(written.length, directory.length, offset);
}

function deflated(content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const source = Readable.from(content, { objectMode: true, highWaterMark: 1 });
  const deflate = createDeflateRaw({ level: 5 });
  source.on('error', (error) => deflate.destroy(error));
  deflate.on('close', () => source.destroy());
  return source.pipe(deflate);
}

async function* summed(
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
  sum: { crc: number; size: number },
): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    sum.crc = crc32(chunk, sum.crc);
    sum.size += chunk.length;
    yield chunk;
  }
}

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(DEFLATED, 8);
  header.writeUInt16LE(MS_DOS_DATE_1980, 12);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function descriptor(crc: number, compressedSize: number, size: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  bytes.writeUInt32LE(compressedSize, 8);
  bytes.writeUInt32LE(size, 12);
  return bytes;
}

function directoryEntry(member: Written): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(FLAGS, 8);
  entry.writeUInt16LE(DEFLATED, 10);
  entry.writeUInt16LE(MS_DOS_DATE_1980, 14);
  entry.writeUInt32LE(member.crc, 16);
  entry.writeUInt32LE(member.compressedSize, 20);
  entry.writeUInt32LE(member.size, 24);
  entry.writeUInt16LE(member.name.length, 28);
  entry.writeUInt32LE(member.offset, 42);
  return Buffer.concat([entry, member.name]);
}

function endOfDirectory(count: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
