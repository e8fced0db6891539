import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { UnreadableFileError } from './input-row.ts';

/** The members of a zip file by name; each is read as a stream, so a large one is never in memory. */
export interface ZipReader {
  readonly names: ReadonlySet<string>;
  read(name: string): Promise<Readable>;
}

interface Member {
  readonly method: number;
  readonly compressedSize: number;
  readonly offset: number;
}

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const LONGEST_TAIL = 22 + 65_535;
const MOST_DIRECTORY_BYTES = 16 * 1024 * 1024;

export async function openZip(path: string): Promise<ZipReader> {
  await using file = await open(path);
  const members = await readDirectory(file);
  return {
    names: new Set(members.keys()),
    async read(name) {
      const member = members.get(name);
      if (member === undefined) throw new UnreadableFileError(`${name}: the file lacks this part`);
      await using again = await open(path);
      const start = await bodyOffset(again, member);
      const raw = createReadStream(path, { start, end: start + member.compressedSize - 1, highWaterMark: 64 * 1024 });
      if (member.method === 0) return raw;
      if (member.method !== 8) throw new UnreadableFileError(`${name}: this part is compressed in an unknown way`);
      const inflate = createInflateRaw();
      raw.on('error', (error) => inflate.destroy(error));
      inflate.on('close', () => raw.destroy());
      return Readable.from(limited(raw.pipe(inflate), member, name), { objectMode: false });
    },
  };
}

/** No sheet shrinks to less than a two-hundredth; what does is made to fill memory or time. */
const MOST_EXPANSION = 200;
const ALWAYS_ALLOWED_BYTES = 16 * 1024 * 1024;

async function* limited(bytes: Readable, { compressedSize }: Member, name: string): AsyncGenerator<Buffer> {
  const most = Math.max(ALWAYS_ALLOWED_BYTES, compressedSize * MOST_EXPANSION);
  let size = 0;
  for await (const chunk of bytes) {
    size += (chunk as Buffer).length;
    if (size > most) throw new UnreadableFileError(`${name}: this part expands to more than a sheet does`);
    yield chunk as Buffer;
  }
}

async function readDirectory(file: FileHandle): Promise<Map<string, Member>> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - LONGEST_TAIL), Math.min(size, LONGEST_TAIL));
  const end = lastSignature(tail, END);
  if (end === -1) throw new UnreadableFileError('no xlsx file (no zip directory in it)');
  let start = tail.readUInt32LE(end + 16);
  let bytes = tail.readUInt32LE(end + 12);
  if (end >= 20 && tail.readUInt32LE(end - 20) === END_64_LOCATOR) {
    const end64 = await readAt(file, Number(tail.readBigUInt64LE(end - 20 + 8)), 56);
    bytes = Number(end64.readBigUInt64LE(40));
    start = Number(end64.readBigUInt64LE(48));
  }
  if (bytes > MOST_DIRECTORY_BYTES || start + bytes > size)
    throw new UnreadableFileError('the zip directory is damaged');
  return parseDirectory(await readAt(file, start, bytes));
}

function parseDirectory(directory: Buffer): Map<string, Member> {
  const members = new Map<string, Member>();
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const commentLength = directory.readUInt16LE(at + 32);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    members.set(name, {
      method: directory.readUInt16LE(at + 10),
      ...placeOf(directory, at, extra),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return members;
}

/** Sizes and offsets beyond 32 bits stand in the extra field, in this order, only those that don't fit. */
function placeOf(directory: Buffer, at: number, extra: Buffer): { compressedSize: number; offset: number } {
  const size = directory.readUInt32LE(at + 24);
  let compressedSize = directory.readUInt32LE(at + 20);
  let offset = directory.readUInt32LE(at + 42);
  const wide = extraField(extra, 0x0001);
  if (wide !== undefined) {
    let position = size === 0xffffffff ? 8 : 0;
    if (compressedSize === 0xffffffff) {
      compressedSize = Number(wide.readBigUInt64LE(position));
      position += 8;
    }
    if (offset === 0xffffffff) offset = Number(wide.readBigUInt64LE(position));
  }
  return { compressedSize, offset };
}

function extraField(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return undefined;
}

async function bodyOffset(file: FileHandle, member: Member): Promise<number> {
  const head = await readAt(file, member.offset, 30);
  if (head.readUInt32LE(0) !== LOCAL_ENTRY) throw new UnreadableFileError('the zip directory is damaged');
  return member.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw new UnreadableFileError('the file ends too early');
  return buffer;
}

function lastSignature(buffer: Buffer, signature: number): number {
  for (let at = buffer.length - 22; at >= 0; at -= 1) if (buffer.readUInt32LE(at) === signature) return at;
  return -1;
}
