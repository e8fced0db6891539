import { Problem } from './problem.ts';
import { seenAs } from './see-as.ts';

export interface Answer<T> {
  readonly body: T;
  /** The row's version, from `ETag`: what `If-Match` sends back. */
  readonly etag: string | undefined;
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly query?: Query;
  readonly json?: unknown;
  readonly form?: FormData;
  /** The version this change was made on: a stale one is refused with 412. */
  readonly ifMatch?: string | number;
  /** Lets a POST be sent again without doing its work twice. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal | undefined;
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Characters, of three bytes at most: browsers keep 64 KiB alive, of all requests together, and refuse what is beyond. */
const LONGEST_KEPT_ALIVE = 4096;

/** One request of the native dialect. Throws a Problem for every answer that refuses, and for no answer at all. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** Like `request`, for answers that are a file. */
export async function requestFile(path: string, options: RequestOptions = {}): Promise<Blob> {
  const response = await send(path, options);
  return response.blob();
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? 'GET';
  const text = options.json === undefined ? null : JSON.stringify(options.json);
  const response = await fetch(`/api${path}${queryText(options.query)}`, {
    method,
    headers: headersFor(options),
    body: options.form ?? text,
    credentials: 'same-origin',
    // A save goes on when the page is left.
    keepalive: method !== 'GET' && options.form === undefined && (text?.length ?? 0) <= LONGEST_KEPT_ALIVE,
    signal: options.signal ?? null,
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, {});
  });
  if (response.ok) return response;
  const problem = new Problem(response.status, await problemOf(response));
  if (problem.status === 401) dispatchEvent(new CustomEvent('huiliu:signed-out'));
  throw problem;
}

function headersFor(options: RequestOptions): Headers {
  const headers = new Headers({ accept: 'application/json' });
  if (options.json !== undefined) headers.set('content-type', 'application/json');
  if (options.ifMatch !== undefined) headers.set('if-match', `"${options.ifMatch}"`);
  if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey);
  const agent = seenAs();
  if (agent !== undefined) headers.set('x-see-as', agent);
  return headers;
}

async function problemOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await response.json().catch(() => ({}));
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

export function queryText(query: Query = {}): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    if (Array.isArray(value)) {
      if (value.length > 0) pairs.set(name, value.join(','));
    } else {
      pairs.set(name, String(value));
    }
  }
  const text = pairs.toString();
  return text === '' ? '' : `?${text}`;
}
