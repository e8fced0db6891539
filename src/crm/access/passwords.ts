import { argon2, randomBytes, randomInt, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { CrmError } from '#crm/errors.ts';
import { isCommonPassword } from './common-passwords.ts';

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2);

/** OWASP's first choice for argon2id: 19 MiB (in KiB), two passes, one lane. Kept with each hash, so it can be raised. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const SHORTEST = 8;
const LONGEST = 256;

/** A password's hash in the PHC form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. Takes tens of milliseconds: never inside a write. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await inTurn(() =>
    derive('argon2id', { ...COST, message: canonical(password), nonce: salt, tagLength: HASH_BYTES }),
  );
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

/**
 * Whether the password is the one of this hash. With null (an unknown login) it works as long and answers false, so that
 * time doesn't tell which logins exist. Raises `locked` when more wait than can be served soon.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parsed = parsePhc(stored ?? nobody);
  const { memory, passes, parallelism, salt, hash } = parsed;
  const message = canonical(password);
  const derived = await inTurn(() =>
    derive('argon2id', { memory, passes, parallelism, message, nonce: salt, tagLength: hash.length }),
  );
  return timingSafeEqual(derived, hash) && stored !== null;
}

/** Raises `invalid` or `too_long` for a password that nobody should have; `login` and what it belongs to may not be it. */
export function checkPassword(password: string, notLike: readonly string[]): void {
  const length = [...password].length;
  const refuse = (reason: string) => new CrmError('invalid', { field: 'password', reason });
  if (length > LONGEST) throw new CrmError('too_long', { field: 'password', max: LONGEST });
  if (length < SHORTEST) throw refuse(`shorter than ${SHORTEST} characters`);
  if (new Set(password).size < 4) throw refuse('repeats too few characters');
  const folded = password.toLowerCase();
  if (notLike.some((text) => text !== '' && folded === text.toLowerCase())) throw refuse('equals the login or name');
  if (isCommonPassword(folded)) throw refuse('among the passwords that are tried first');
}

/** A password for people to type once: 20 characters without look-alikes, about 115 bits. */
export function generatePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join('');
}

/** What an unknown login is verified against: the cost of a real one, a hash that nothing has. */
const nobody = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(randomBytes(SALT_BYTES))}$${base64(randomBytes(HASH_BYTES))}`;

/** The same characters typed on another system may be composed otherwise (NIST SP 800-63B: normalise first). */
function canonical(password: string): string {
  return password.normalize('NFKC');
}

function parsePhc(text: string) {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(text);
  if (match === null) throw new Error('a stored password hash is not argon2id');
  const [, memory, passes, parallelism, salt, hash] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/**
 * Each derivation takes 19 MiB and a thread of the pool that files and DNS need too, so few run at once; a flood of logins
 * waits here, up to a length that is served within seconds, and is shed beyond.
 */
const MOST_RUNNING = 2;
const MOST_WAITING = 200;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MOST_RUNNING) {
    if (waiting.length >= MOST_WAITING) throw new CrmError('locked', { retryAfterS: 5 });
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
