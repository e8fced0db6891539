import { hash } from 'node:crypto';

const BLOCK = 64;

/**
 * HMAC-SHA-256 under one key (RFC 2104), in base64url, by two one-shot hashes: an Hmac object, which has to be made and
 * collected again, costs twice as much.
 * @param key at most 64 bytes
 */
export function hmacUnder(key: Uint8Array): (text: string) => string {
  if (key.length > BLOCK) throw new RangeError('The key is longer than a block');
  const [inner, outer] = [padded(key, 0x36), padded(key, 0x5c)];
  return (text) => {
    const digest = hash('sha256', Buffer.concat([inner, Buffer.from(text, 'utf8')]), 'buffer');
    return hash('sha256', Buffer.concat([outer, digest]), 'base64url');
  };
}

function padded(key: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK, pad);
  for (const [at, byte] of key.entries()) block[at] = byte ^ pad;
  return block;
}
