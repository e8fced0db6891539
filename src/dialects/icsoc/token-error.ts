import { CrmError } from '#crm/errors.ts';
import { EngineUnavailableError } from '#engines/engine.ts';
import { OverloadError } from '#transport/http/overload-error.ts';
import { IcsocError } from './errors.ts';

/** An answer of RFC 6749, section 5.2. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly status: number;
  readonly error: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: string, description: string, headers: Readonly<Record<string, string>> = {}) {
    super(description);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

export const invalidRequest = (description: string): TokenError => new TokenError(400, 'invalid_request', description);
export const invalidClient = (): TokenError =>
  new TokenError(401, 'invalid_client', 'client_id or client_secret is wrong', {
    'www-authenticate': 'Basic realm="icsoc", charset="UTF-8"',
  });
export const invalidGrant = (description: string): TokenError => new TokenError(400, 'invalid_grant', description);
export const unsupportedGrant = (): TokenError =>
  new TokenError(400, 'unsupported_grant_type', 'grant_type is none of password, client_credentials, refresh_token');
export const invalidScope = (): TokenError =>
  new TokenError(400, 'invalid_scope', 'scope is malformed or exceeds the grant');
/** Of the codes of RFC 6749 (4.1.2.1) this is the one that says: try again later. */
export const tryLater = (description: string, seconds: number, status = 429): TokenError =>
  new TokenError(status, 'temporarily_unavailable', description, { 'retry-after': String(seconds) });

export const serverError = (): TokenError => new TokenError(500, 'server_error', 'the server failed');

/** The answer to anything thrown; null when it is a fault of ours. */
export function toTokenError(error: unknown): TokenError | null {
  if (error instanceof TokenError) return error;
  if (error instanceof IcsocError) return invalidRequest('the body is compressed');
  if (error instanceof EngineUnavailableError) return tryLater('the store is not available', 1, 503);
  if (error instanceof OverloadError) return tryLater('the server is busy', error.retryAfterS, 503);
  if (!(error instanceof CrmError)) return ofServer(error);
  if (error.is('token_limit')) return tryLater('too many access tokens in 24 hours', error.details.retryAfterS);
  if (error.is('locked')) return tryLater('too many failed logins', error.details.retryAfterS);
  if (error.is('forbidden') || error.is('not_found')) return invalidGrant('the agent is disabled');
  return null;
}

/** What the server itself refuses before the form is read, such as a content type that is none. */
function ofServer(error: unknown): TokenError | null {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (status === 413) return new TokenError(413, 'invalid_request', 'the body is too large');
  return typeof status === 'number' && status < 500 ? invalidRequest('the request is malformed') : null;
}
