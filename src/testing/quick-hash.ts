import { argon2Sync, randomBytes } from 'node:crypto';

/** The least that argon2id takes. A hash keeps its cost with it, and what is right or wrong doesn't depend on it. */
const COST = { memory: 8, passes: 1, parallelism: 1 };

/** A password's hash as hashPassword makes it, but at no cost to speak of: for agents of tests that are about something else. */
export function quickHash(password: string): string {
  const nonce = randomBytes(16);
  const hash = argon2Sync('argon2id', { ...COST, message: password, nonce, tagLength: 32 });
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(hash)}`;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
