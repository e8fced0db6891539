import { createHash } from 'node:crypto';
import type { BenchRequest } from './load.ts';
import type { BenchStore } from './store.ts';

/** How a caller of each dialect proves who it is. */
export interface Credentials {
  /** `appid=…&timestamp=…&sign=…` */
  readonly ttf: string;
  readonly bangwo8: Readonly<Record<string, string>>;
  readonly icsoc: Readonly<Record<string, string>>;
}

export async function signIn(
  store: Pick<BenchStore, 'client' | 'tenantCode' | 'agent'>,
  url: string,
): Promise<Credentials> {
  const { id, secret } = store.client;
  const timestamp = Math.floor(Date.now() / 1000);
  const sign = createHash('sha256').update(`${id}&${secret}&${timestamp}`).digest('hex');
  const answer = await fetch(`${url}/openapi/v1/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
  });
  const token = ((await answer.json()) as { access_token?: string }).access_token ?? '';
  const basic = Buffer.from(`${store.tenantCode}|${store.agent.loginNo}:${store.agent.password}`).toString('base64');
  return {
    ttf: `appid=${id}&timestamp=${timestamp}&sign=${sign}`,
    bangwo8: { authorization: `Basic ${basic}` },
    icsoc: { authorization: `Bearer ${token}` },
  };
}

export function get(path: string, query: Readonly<Record<string, string>>, headers = {}): BenchRequest {
  return { path: `${path}?${new URLSearchParams(query)}`, headers };
}

export function post(path: string, value: unknown, headers = {}): BenchRequest {
  return { method: 'POST', path, body: JSON.stringify(value), headers };
}

export function pick<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}
