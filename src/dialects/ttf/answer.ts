import { type ExactJson, InexactNumber, stringifyExact } from '#transport/http/exact-json.ts';
import type { DialectContext } from '../dialect.ts';
import { internal, toTtfError, type TtfError } from './errors.ts';
import type { FileAnswer } from './operation.ts';

/**
 * How an answer is wrapped: `rest` has neither success nor message nor callbackId (seed, the REST examples); a message's answer
 * has them, and callbackId when one was sent.
 */
export type Envelope = { readonly rest: true } | { readonly rest: false; readonly callbackId: ExactJson | undefined };

export interface Answer {
  readonly body: string | FileAnswer;
  /** Set under 429 only. */
  readonly retryAfterS: number | undefined;
}

/** Runs a request to its answer, whatever happens: faults of ours are logged and answered as 未知错误. */
export async function answerWith(
  envelope: Envelope,
  log: DialectContext['log'],
  requestId: string,
  run: () => Promise<string | FileAnswer>,
): Promise<Answer> {
  try {
    const payload = await run();
    const body = typeof payload === 'string' ? successJson(envelope, payload) : payload;
    return { body, retryAfterS: undefined };
  } catch (error) {
    const known = toTtfError(error);
    if (known === null) log.error({ requestId, err: error }, 'a TTF request failed');
    const answered = known ?? internal();
    return { body: failureJson(envelope, answered), retryAfterS: answered.retryAfterS };
  }
}

function successJson(envelope: Envelope, payload: string): string {
  if (envelope.rest) return `{"code":1000,${payload}}`;
  return `{"success":true,"message":"操作成功！","code":1000${callbackMember(envelope.callbackId)},${payload}}`;
}

/** Key order success, code, message, callbackId, exception. */
export function failureJson(envelope: Envelope, error: TtfError): string {
  return envelope.rest
    ? `{${failureMembers(error)}${exceptionMember(error)}}`
    : `{"success":false,${failureMembers(error)}${callbackMember(envelope.callbackId)}${exceptionMember(error)}}`;
}

function failureMembers({ code, message }: TtfError): string {
  return `"code":${code},"message":${JSON.stringify(message)}`;
}

/** As it stands beside a row's index in the results of an import. */
export function rowFailureJson(error: TtfError): string {
  return `{${failureMembers(error)}${exceptionMember(error)}}`;
}

function exceptionMember({ exception, field }: TtfError): string {
  if (exception === undefined) return '';
  return `,"exception":${JSON.stringify(field === undefined ? { message: exception } : { message: exception, field })}`;
}

/** A canonical decimal that fits in 2^53 comes back as a number, anything else as it was sent. */
function callbackMember(sent: ExactJson | undefined): string {
  if (sent === undefined) return '';
  if (sent instanceof InexactNumber) return `,"callbackId":${sent.source}`;
  return `,"callbackId":${isCanonicalDecimal(sent) ? sent : stringifyExact(sent)}`;
}

function isCanonicalDecimal(sent: ExactJson): sent is string {
  if (typeof sent !== 'string' || !/^-?\d{1,16}$/.test(sent)) return false;
  const number = Number(sent);
  return Math.abs(number) <= 2 ** 53 && String(number) === sent;
}
