import type { TestApp } from '#testing/boot.ts';

export interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  /** To the byte, but that the server's own address reads `{base}`. */
  readonly text: string;
  // What a test reads out of an answer is its own to know.
  json<T>(): T;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';

/** An agent who calls the dialect with Basic credentials. */
export interface TestCaller {
  /** @param path below /api/v1, or a whole link that an answer carried */
  send(method: Method, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Exchange>;
  get(path: string): Promise<Exchange>;
}

export function callerAs(at: TestApp, loginNo = at.adminLogin.loginNo, password = at.adminLogin.password): TestCaller {
  const authorization = `Basic ${Buffer.from(`${at.tenantCode}|${loginNo}:${password}`).toString('base64')}`;
  const send: TestCaller['send'] = async (method, path, body, headers = {}) => {
    const url = path.startsWith('/') ? `/api/v1${path}` : path.replace('{base}', '').replace(at.baseUrl, '');
    const response = await at.fetch(url, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body) }),
    });
    const text = (await response.text()).replaceAll(at.baseUrl, '{base}');
    return { status: response.status, headers: response.headers, text, json: <T>() => JSON.parse(text) as T };
  };
  return { send, get: (path) => send('GET', path) };
}

function isRaw(body: unknown): body is string | Uint8Array<ArrayBuffer> {
  return typeof body === 'string' || body instanceof Uint8Array;
}
