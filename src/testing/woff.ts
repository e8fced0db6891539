import { inflateSync } from 'node:zlib';

const HEADER = 44;
const ENTRY = 20;

/** A WOFF font as the TTF that it packs: the system's font list takes no WOFF. */
export function woffToTtf(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + 16 * count);
  const power = Math.floor(Math.log2(count));
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * (count - 2 ** power), 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (let i = 0; i < count; i += 1) {
    const entry = HEADER + ENTRY * i;
    const [from, packed, size] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at)) as [number, number, number];
    const bytes = woff.subarray(from, from + packed);
    const padding = Buffer.alloc((4 - (size % 4)) % 4);
    parts.push(packed < size ? inflateSync(bytes) : bytes, padding);
    woff.copy(head, 12 + 16 * i, entry, entry + 4);
    woff.copy(head, 16 + 16 * i, entry + 16, entry + 20);
    head.writeUInt32BE(offset, 20 + 16 * i);
    head.writeUInt32BE(size, 24 + 16 * i);
    offset += size + padding.length;
  }
  return Buffer.concat(parts);
}
