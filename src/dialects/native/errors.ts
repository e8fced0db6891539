import { CrmError, type CrmErrorCode, type CrmErrorDetails } from '#crm/errors.ts';
import { EngineUnavailableError } from '#engines/engine.ts';
import { OverloadError } from '#transport/http/overload-error.ts';

/** One member of a request that is to blame; `field` is its path as sent. */
export interface FieldFault {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** A coded answer of this dialect; README.md, "Errors", lists the codes. */
export class NativeError extends Error {
  override readonly name = 'NativeError';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldFault[];
  /** Seconds to wait. */
  readonly retryAfterS: number | undefined;
  /** With `stale`: the record's present version. */
  readonly version: number | undefined;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { errors?: readonly FieldFault[]; retryAfterS?: number; version?: number } = {},
  ) {
    super(code);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = more.errors ?? [];
    this.retryAfterS = more.retryAfterS;
    this.version = more.version;
  }
}

export const unauthenticated = (): NativeError =>
  new NativeError(401, 'unauthenticated', 'No valid session or access token came with the request.');
export const wrongLogin = (): NativeError =>
  new NativeError(401, 'wrong_login', 'Nobody has this login and password, or the agent is disabled.');
export const crossOrigin = (): NativeError =>
  new NativeError(403, 'cross_origin', 'A page of another site may not do this with your session.');
export const readOnly = (): NativeError =>
  new NativeError(403, 'read_only', 'Seeing as another agent changes nothing.');
export const noSuchRoute = (): NativeError =>
  new NativeError(404, 'no_such_route', 'There is nothing at this address.');
export const methodNotAllowed = (): NativeError =>
  new NativeError(405, 'method_not_allowed', 'This address does not answer that method.');
export const rateLimited = (retryAfterS: number): NativeError =>
  new NativeError(429, 'rate_limited', 'The API client made too many calls.', { retryAfterS });
export const internal = (): NativeError =>
  new NativeError(500, 'internal', 'Something went wrong here; the request id leads to it in the log.');
export const unavailable = (): NativeError =>
  new NativeError(503, 'unavailable', 'The store cannot be reached now.', { retryAfterS: 1 });
export const overloaded = (retryAfterS: number): NativeError =>
  new NativeError(503, 'overloaded', 'The server has more to do than it can work off now.', { retryAfterS });

/** A request whose form is wrong: `field` of the body or query. */
export function badRequest(field: string, message: string, code = 'wrong_type'): NativeError {
  return new NativeError(400, 'bad_request', `${field}: ${message}`, { errors: [{ field, code, message }] });
}

/** Something about the state of records that rules this out. */
export function conflict(detail: string): NativeError {
  return new NativeError(409, 'conflict', detail);
}

/** Members of a body under crm's names for them, where the two differ. */
export type Members = Readonly<Record<string, string>>;

/** Those of this dialect; a route may have others. */
const MEMBERS: Members = {
  companyName: 'company',
  owner_department: 'owner.department',
  service_department: 'service.department',
  service_departments: 'serviceDepartments',
  created_by: 'createdBy',
  department: 'departmentId',
  typeId: 'type',
  operator: 'agent',
};

function fault(status: number, code: string, field: string, message: string): NativeError {
  return new NativeError(status, code, `${field}: ${message}`, { errors: [{ field, code, message }] });
}

type Answers = { [Code in CrmErrorCode]: (details: CrmErrorDetails[Code]) => NativeError };

const answers: Answers = {
  not_found: ({ record, id }) =>
    new NativeError(404, 'not_found', id === undefined ? `No such ${record}.` : `No ${record} ${id}.`),
  ambiguous: ({ record }) => new NativeError(409, 'ambiguous', `Several fit: ${record}.`),
  forbidden: ({ permission }) =>
    permission === undefined
      ? new NativeError(403, 'forbidden', 'The agent may not do this.')
      : fault(403, 'forbidden', 'permission', permission),
  stale: ({ record, version }) =>
    new NativeError(412, 'stale', `The ${record} was changed meanwhile; it is at version ${version}.`, { version }),
  phone_used: ({ phone }) => fault(409, 'phone_used', 'phones', `${phone} belongs to another customer`),
  taken: ({ field, value }) => fault(409, 'taken', field, `${value} is taken`),
  in_use: ({ record, id, at }) =>
    at === undefined
      ? new NativeError(409, 'in_use', `Records still name the ${record} ${id}: disable it.`)
      : fault(409, 'in_use', at.field, at.reason),
  unknown_agent: ({ field, value }) => fault(422, 'unknown_agent', field, `no agent ${value}`),
  department_missing: ({ field }) => fault(422, 'department_missing', field, 'an agent needs a department beside it'),
  unknown_department: ({ field, value }) => fault(422, 'unknown_department', field, `no department ${value}`),
  agent_outside_department: ({ field, agent, department }) =>
    fault(422, 'agent_outside_department', field, `${agent} is not in department ${department}`),
  unknown_option: ({ dictionary, field, value }) => fault(422, 'unknown_option', field, `no ${value} in ${dictionary}`),
  field_required: ({ label, key }) => fault(422, 'field_required', `custom.${key}`, `${label} must be given`),
  field_invalid: ({ label, key, reason }) => fault(422, 'field_invalid', `custom.${key}`, `${label}: ${reason}`),
  unknown_field: ({ key }) => fault(422, 'unknown_field', `custom.${key}`, 'no such field'),
  missing: ({ field }) => fault(422, 'missing', field, 'must be given'),
  invalid: ({ field, reason }) => fault(422, 'invalid', field, reason),
  too_long: ({ field, max }) => fault(422, 'too_long', field, `longer than ${max} characters`),
  quota_used: ({ quota }) => new NativeError(429, 'quota_used', `Today's ${quota} claims are used up.`),
  token_limit: ({ retryAfterS }) =>
    new NativeError(429, 'token_limit', 'Too many access tokens were drawn.', { retryAfterS }),
  locked: ({ retryAfterS }) =>
    new NativeError(429, 'locked', `Signing in is shut for ${retryAfterS} seconds.`, { retryAfterS }),
  request_reused: ({ key }) =>
    new NativeError(409, 'request_reused', `Idempotency-Key ${key} was used for another request.`),
};

/** The coded answer to anything thrown, with members named as they are sent; null when it is a fault of ours. */
export function toNativeError(error: unknown, members: Members = {}): NativeError | null {
  if (error instanceof NativeError) return error;
  if (error instanceof EngineUnavailableError) return unavailable();
  if (error instanceof OverloadError) return overloaded(error.retryAfterS);
  if (!(error instanceof CrmError)) return null;
  const answer = answers[error.code as CrmErrorCode] as (details: unknown) => NativeError;
  return asSent(answer(error.details), { ...MEMBERS, ...members });
}

function asSent(answer: NativeError, members: Members): NativeError {
  const [blamed] = answer.errors;
  if (blamed === undefined) return answer;
  const [first = '', ...deeper] = blamed.field.split('.');
  const field = [members[first] ?? first, ...deeper].join('.');
  return field === blamed.field ? answer : fault(answer.status, answer.code, field, blamed.message);
}

/** A record that isn't there, named by the member `<record>Id` of a body, is that member's fault. */
export function blameMember(error: unknown, body: unknown): NativeError | null {
  if (!(error instanceof CrmError) || error.code !== 'not_found' || typeof body !== 'object') return null;
  const { record, id } = error.details as CrmErrorDetails['not_found'];
  const [field] = Object.entries(body ?? {}).find(([key, value]) => key.endsWith('Id') && value === id) ?? [];
  return field === undefined ? null : fault(404, 'not_found', field, `no ${record} ${id}`);
}
