import { type ExactJson, parseExact } from '#transport/http/exact-json.ts';
import type { TestApp } from '#testing/boot.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The envelope, every digit kept. */
  readonly body: Envelope;
  readonly headers: Headers;
}

export interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly data: ExactJson;
}

/** A caller of the dialect over HTTP who holds a token. Bodies are JSON text, or values that JSON.stringify takes. */
export interface IcsocCaller {
  readonly token: string;
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  get(path: string, query?: Readonly<Record<string, string | number | bigint>>): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  delete(path: string, body: unknown): Promise<Answer>;
}

const BASE = '/openapi/v1';

export async function openCaller(
  at: TestApp,
  client: { readonly id: bigint; readonly secret: string } = at.client,
  login?: { readonly username: string; readonly password: string },
): Promise<IcsocCaller> {
  const grant = login === undefined ? { grant_type: 'client_credentials' } : { grant_type: 'password', ...login };
  const answer = await at.fetch(`${BASE}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...grant, client_id: String(client.id), client_secret: client.secret }),
  });
  const token = ((await answer.json()) as { access_token: string }).access_token;
  const send: IcsocCaller['send'] = async (method, path, body, headers = {}) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await at.fetch(BASE + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
    const received = await response.text();
    return {
      status: response.status,
      text: received,
      body: parseExact(received) as unknown as Envelope,
      headers: response.headers,
    };
  };
  return {
    token,
    send,
    get: (path, query) => {
      const sent = Object.entries(query ?? {}).map(([key, value]): [string, string] => [key, String(value)]);
      return send('GET', sent.length === 0 ? path : `${path}?${new URLSearchParams(sent)}`);
    },
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    delete: (path, body) => send('DELETE', path, body),
  };
}
