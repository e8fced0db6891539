import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isModestForm, readFormData } from '#transport/http/form-data.ts';
import { UnreadableError, readLenient } from './lenient-json.ts';
import { type Members, membersOf } from './params.ts';

/** A request's body as members; `unreadable` when there is one that isn't. */
export interface Body {
  readonly members: Members;
  readonly unreadable: boolean;
}

export const noBody: Body = { members: {}, unreadable: false };
const unreadable: Body = { members: {}, unreadable: true };

/** Reads every body, whatever its type is called: forms as such, anything else as the dialect's JSON. UTF-8 only. */
export function addBodyParsers(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  // Fastify asks no parser about a type that isn't written like one, such as `json`.
  scope.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    if (type !== undefined && !MEDIA_TYPE.test(type)) delete request.headers['content-type'];
    done();
  });
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    readBody(body, request.headers['content-type'] ?? ''),
  );
}

const MEDIA_TYPE = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

async function readBody(bytes: Buffer, type: string): Promise<Body> {
  const text = decode(bytes);
  if (text === null) return unreadable;
  if (text.trim() === '') return noBody;
  if (/^multipart\/form-data/i.test(type)) return await readMultipart(bytes, type);
  if (/^application\/x-www-form-urlencoded/i.test(type) && !/^\s*[{[]/.test(text)) {
    return isModestForm(bytes, type) ? readForm(text) : unreadable;
  }
  return readMessage(text);
}

/**
 * A form, of a body or of an address; a key that comes twice counts with its first value. `unreadable` in any encoding but
 * UTF-8.
 */
export function readForm(text: string): Body {
  const members = [...new URLSearchParams(text)];
  // Where a form of another encoding had its bytes, its reader leaves U+FFFD.
  const foreign = members.flat().some((part) => part.includes('\ufffd')) && !/\ufffd|%EF%BF%BD/i.test(text);
  return { members: Object.fromEntries(members.reverse()), unreadable: foreign };
}

/** A form as browsers and `curl -F` send it, read like the other; a file counts as its text. */
async function readMultipart(bytes: Buffer, type: string): Promise<Body> {
  try {
    const form = await readFormData(new Uint8Array(bytes), type);
    const parts: [string, string][] = [];
    for (const [key, value] of form) parts.push([key, typeof value === 'string' ? value : await value.text()]);
    return { members: Object.fromEntries(parts.reverse()), unreadable: false };
  } catch {
    return unreadable;
  }
}

/** One message: an object in every writing of the seed. */
export function readMessage(text: string): Body {
  try {
    const members = membersOf(readLenient(text));
    return members === null ? unreadable : { members, unreadable: false };
  } catch (error) {
    if (error instanceof UnreadableError) return unreadable;
    throw error;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
