import type { TestApp } from '#testing/boot.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A console or an integration that talks to a running server. */
export interface Agent {
  /** Sends JSON and reads JSON; a body that isn't JSON comes as text. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  get(path: string): Promise<Answered>;
  readonly headers: Readonly<Record<string, string>>;
}

const PASSWORD = 'Correct-horse-7';

/** Signs one of the booted agents (admin, own, tree) in at the console. */
export async function signIn(at: TestApp, loginNo: string, password = PASSWORD): Promise<Agent> {
  const answer = await at.fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: `${at.tenantCode}|${loginNo}`, password }),
  });
  if (answer.status !== 201) throw new Error(`signing in answered ${answer.status}: ${await answer.text()}`);
  return agentWith(at, { cookie: answer.headers.get('set-cookie')!.split(';', 1)[0]! });
}

/** Sends these headers with every request. */
export function agentWith(at: TestApp, own: Readonly<Record<string, string>>): Agent {
  const send: Agent['send'] = async (method, path, body, headers = {}) => {
    const answer = await at.fetch(path, {
      method,
      headers: { ...own, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
  };
  return { send, get: (path) => send('GET', path), headers: own };
}
