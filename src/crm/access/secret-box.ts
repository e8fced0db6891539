import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { hmacUnder } from './hmac.ts';

/** Seals small texts with AES-256-GCM under HUILIU_KEY, and signs cursors with a key derived from it. */
export interface SecretBox {
  seal(text: string): string;
  /** Raises when the text was sealed under another key or was altered. */
  open(sealed: string): string;
  /** base64url HMAC-SHA-256, under a key of its own for each purpose. */
  sign(purpose: string, text: string): string;
}

/** @param key 32 bytes */
export function createSecretBox(key: Buffer): SecretBox {
  const sealingKey = derive(key, 'seal');
  const signers = new Map<string, (text: string) => string>();
  return {
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
    sign(purpose, text) {
      let signer = signers.get(purpose);
      if (signer === undefined) signers.set(purpose, (signer = hmacUnder(derive(key, `sign ${purpose}`))));
      return signer(text);
    },
  };
}

function derive(key: Buffer, purpose: string): Buffer {
  return createHmac('sha256', key).update(`huiliu ${purpose}`).digest();
}
