import { CrmError, type CrmErrorCode, type CrmErrorDetails } from '#crm/errors.ts';
import { EngineUnavailableError } from '#engines/engine.ts';
import { OverloadError } from '#transport/http/overload-error.ts';

/** A coded answer of this dialect. Of the codes only 100047 is the vendor's, the others are ours (README.md). */
export class Bangwo8Error extends Error {
  override readonly name = 'Bangwo8Error';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  /** The vendor's code for a resource that isn't there at all; ours are 100000 and the HTTP status. */
  get errcode(): string {
    return this instanceof UnknownResource ? '100047' : String(100_000 + this.status);
  }
}

class UnknownResource extends Bangwo8Error {}

/** The vendor's one documented answer (vendors' overview page): an unknown route or method. */
export const unknownResource = (): Bangwo8Error => new UnknownResource(404, 'Invalid resource URI');

export const unauthorized = (): Bangwo8Error =>
  new Bangwo8Error(401, 'Authentication failed', { 'www-authenticate': 'Basic realm="bangwo8", charset="UTF-8"' });

export const adminOnly = (): Bangwo8Error => new Bangwo8Error(403, 'Administrators only');

/** Something that a caller sent is wrong; `field` is the wire key or the parameter. */
export const badRequest = (field: string, reason: string): Bangwo8Error => new Bangwo8Error(400, `${field}: ${reason}`);

export const malformed = (reason: string): Bangwo8Error => new Bangwo8Error(400, reason);

export const notFound = (what: string): Bangwo8Error => new Bangwo8Error(404, `No such ${what}`);

export const notJson = (): Bangwo8Error => new Bangwo8Error(415, 'The body must be application/json');

export const compressed = (): Bangwo8Error => new Bangwo8Error(415, 'The body must come without a Content-Encoding');

export const tooManyCalls = (retryAfterS: number): Bangwo8Error =>
  new Bangwo8Error(429, 'Too many requests', { 'retry-after': String(retryAfterS) });

export const internal = (): Bangwo8Error => new Bangwo8Error(500, 'Internal error');

/** The wire keys of crm's field names, where they differ. Each kind of record has its own. */
export type WireKeys = Readonly<Record<string, string>>;

/** Those of every request. */
const keysOfAll: WireKeys = { 'request id': 'Requestid' };

type Answers = {
  [Code in CrmErrorCode]: (details: CrmErrorDetails[Code], keyOf: (field: string) => string) => Bangwo8Error;
};

/** Something else has this value already. */
export const taken = (field: string, value: string): Bangwo8Error =>
  conflict(field, `${JSON.stringify(value)} is taken`);

const conflict = (field: string, reason: string): Bangwo8Error => new Bangwo8Error(409, `${field}: ${reason}`);
const forbidden = (reason: string): Bangwo8Error => new Bangwo8Error(403, reason);

const answers: Answers = {
  // No address names an option: it stood in the body.
  not_found: ({ record, id }, keyOf) =>
    record === 'option' ? badRequest(keyOf('options'), `no option ${id}`) : notFound(record.replaceAll('_', ' ')),
  ambiguous: ({ record }) => malformed(`More than one ${record.replaceAll('_', ' ')} fits`),
  forbidden: () => forbidden('Not permitted'),
  stale: () => new Bangwo8Error(409, 'Changed meanwhile: read it again'),
  phone_used: ({ phone }) => conflict('cellphones', `${phone} is used already`),
  taken: ({ field, value }, keyOf) => taken(keyOf(field), value),
  in_use: ({ record, at }) =>
    at === undefined
      ? new Bangwo8Error(409, `The ${record.replaceAll('_', ' ')} is in use`)
      : conflict(at.field, at.reason),
  unknown_agent: ({ field, value }, keyOf) => badRequest(keyOf(field), `no agent ${value}`),
  department_missing: ({ field }, keyOf) => badRequest(keyOf(field), 'needs a service group beside it'),
  unknown_department: ({ field, value }, keyOf) => badRequest(keyOf(field), `no service group ${value}`),
  agent_outside_department: ({ field, agent, department }, keyOf) =>
    badRequest(keyOf(field), `agent ${agent} is not in service group ${department}`),
  unknown_option: ({ field, value }, keyOf) => badRequest(keyOf(field), `no option ${JSON.stringify(value)}`),
  field_required: ({ key }) => badRequest(key, 'must be given'),
  field_invalid: ({ key, reason }) => badRequest(key, reason),
  unknown_field: ({ key }) => badRequest(key, 'no such field'),
  missing: ({ field }, keyOf) => badRequest(keyOf(field), 'must be given'),
  invalid: ({ field, reason }, keyOf) => badRequest(keyOf(field), reason),
  too_long: ({ field, max }, keyOf) => badRequest(keyOf(field), `longer than ${max}`),
  quota_used: () => forbidden('The quota is used up'),
  token_limit: ({ retryAfterS }) => tooManyCalls(retryAfterS),
  locked: ({ retryAfterS }) => tooManyCalls(retryAfterS),
  request_reused: () => conflict('Requestid', 'was used for another request'),
};

/** The coded answer to anything thrown; null when it is a fault of ours. */
export function toBangwo8Error(error: unknown, wireKeys: WireKeys = {}): Bangwo8Error | null {
  if (error instanceof Bangwo8Error) return error;
  if (error instanceof CrmError) {
    const answer = answers[error.code as CrmErrorCode] as (
      details: unknown,
      keyOf: (field: string) => string,
    ) => Bangwo8Error;
    return answer(error.details, (field) => wireKeys[field] ?? keysOfAll[field] ?? field);
  }
  if (error instanceof EngineUnavailableError || error instanceof OverloadError) {
    return new Bangwo8Error(503, 'Not available now', { 'retry-after': '1' });
  }
  return isRefusedByTransport(error) ? fromTransport(error.statusCode) : null;
}

/** What the HTTP layer refuses before a route sees it. */
function isRefusedByTransport(error: unknown): error is Error & { statusCode: number } {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500;
}

function fromTransport(status: number): Bangwo8Error {
  if (status === 413) return new Bangwo8Error(413, 'The body is too large');
  if (status === 415) return notJson();
  return malformed('The request can not be read');
}

/** The error body: `{"errcode":"<string>","errmsg":"…"}`. */
export function errorJson(error: Bangwo8Error): string {
  return JSON.stringify({ errcode: error.errcode, errmsg: error.message });
}
