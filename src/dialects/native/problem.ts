import { Type, type Static } from 'typebox';
import { nodeHttp } from '#transport/http/node-http.ts';
import type { NativeError } from './errors.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** RFC 9457, with members of ours (README.md). */
export const Problem = Type.Object({
  type: Type.String(),
  code: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  errors: Type.Array(Type.Object({ field: Type.String(), code: Type.String(), message: Type.String() })),
  requestId: Type.String(),
  retryAfter: Type.Optional(Type.Integer()),
  version: Type.Optional(Type.Integer()),
});
export type Problem = Static<typeof Problem>;

export function toProblem(error: NativeError, requestId: string): Problem {
  return {
    type: `urn:huiliu:problem:${error.code}`,
    code: error.code,
    title: nodeHttp.STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.detail,
    errors: [...error.errors],
    requestId,
    ...(error.retryAfterS === undefined ? {} : { retryAfter: error.retryAfterS }),
    ...(error.version === undefined ? {} : { version: error.version }),
  };
}
