import type { FastifyRequest } from 'fastify';
import { isDecodable } from '#transport/http/undecoded.ts';
import { type Body, readForm } from './body.ts';
import type { Members } from './params.ts';

/**
 * The parameters of an address; a key that comes twice counts with its first value. `unreadable` when they are encoded in
 * anything but UTF-8.
 */
export function queryOf(request: FastifyRequest): Body {
  const text = request.url.slice(request.url.indexOf('?') + 1);
  // The router's reader leaves a value undecoded where it can't decode all of it.
  if (text.includes('%') && !isDecodable(text)) return readForm(text);
  const query = request.query as Record<string, string | string[]>;
  for (const key of Object.keys(query)) {
    const value = query[key]!;
    if (Array.isArray(value)) query[key] = value[0]!;
  }
  return { members: query as Members, unreadable: false };
}
