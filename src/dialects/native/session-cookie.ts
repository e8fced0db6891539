import type { FastifyRequest } from 'fastify';
import { SESSION_LONGEST_S } from '#crm/access/sessions.ts';
import type { DialectContext } from '../dialect.ts';

const NAME = 'huiliu_session';

/** The token of the session cookie; null without one. */
export function sessionToken(request: FastifyRequest): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.split('=', 2);
    if (name?.trim() === NAME && value !== undefined && value.trim() !== '') return value.trim();
  }
  return null;
}

/** Scripts never see it, other sites' forms don't send it, and it never goes in clear where TLS is spoken. */
export function sessionCookie(context: DialectContext, request: FastifyRequest, token: string): string {
  return cookie(context, request, token, SESSION_LONGEST_S);
}

/** Takes the cookie back. */
export function clearSessionCookie(context: DialectContext, request: FastifyRequest): string {
  return cookie(context, request, '', 0);
}

function cookie(context: DialectContext, request: FastifyRequest, value: string, maxAgeS: number): string {
  const secure = request.protocol === 'https' || context.config.publicUrl?.startsWith('https:') === true;
  return `${NAME}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
