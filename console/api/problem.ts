import { sayProblem } from './say-problem.ts';

/** One refused field of a problem. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  /** In the agent's language. */
  readonly message: string;
}

/** An answer that refuses, as `application/problem+json` (RFC 9457) carries it; status 0 means that no answer came. */
export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly errors: readonly FieldError[];
  readonly requestId: string | undefined;
  /** The whole document: some problems carry more, such as the present version of a row. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    const title = textOf(body['title']) ?? '';
    const errors = Array.isArray(body['errors']) ? body['errors'].filter(isFieldError).map(said) : [];
    super(errors[0]?.message ?? sayProblem(textOf(body['code']) ?? '', textOf(body['detail']) ?? title));
    this.name = 'Problem';
    this.status = status;
    this.type = textOf(body['type']) ?? 'about:blank';
    this.title = title;
    this.errors = errors;
    this.requestId = textOf(body['requestId']);
    this.body = body;
  }
}

/** What a problem says that came inside an answer, such as that of one row of many. */
export function problemText(body: Readonly<Record<string, unknown>>): string {
  return new Problem(0, body).message;
}

export function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return error instanceof Problem && statuses.includes(error.status);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isFieldError(value: unknown): value is FieldError {
  return typeof value === 'object' && value !== null && 'field' in value && 'message' in value;
}

function said(error: FieldError): FieldError {
  return { ...error, message: sayProblem(error.code, error.message) };
}
