import { WebSocket } from 'ws';
import type { TestApp } from '#testing/boot.ts';

/** A message of the dialect: its action and the members beside it. */
export type Message = Readonly<Record<string, unknown>> & { readonly action: string };

export interface Reply {
  /** HTTP status; 200 on a socket. */
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** One of the dialect's ways in. `text` is the body or frame as written; without it the message is JSON. */
export interface Way extends AsyncDisposable {
  readonly name: 'REST' | 'action over HTTP' | 'socket';
  ask(message: Message, text?: string): Promise<Reply>;
}

const rest: Readonly<Record<string, readonly [method: string, path: string]>> = {
  filter_customers: ['GET', '/customers/filter_customers'],
  list_customers: ['GET', '/customers'],
  get_customer: ['GET', '/customers/get_customer'],
  create_customer: ['POST', '/customers'],
  update_customer: ['PUT', '/customers/update_customer'],
  destroy_customer: ['DELETE', '/customers/destroy_customer'],
  feeds: ['GET', '/customers/feeds'],
};

/** Members that stand in the body of a REST request; the others stand in its address. */
const IN_BODY = ['customer', 'customerLabel'];

function restWay(at: TestApp): Way {
  return {
    name: 'REST',
    async ask(message, text) {
      const [method, path] = rest[message.action] ?? ['GET', `/customers/${message.action}`];
      const members = Object.entries(message).filter(([key]) => key !== 'action');
      const query = members.filter(([key]) => !IN_BODY.includes(key));
      const body = text ?? jsonOf(Object.fromEntries(members.filter(([key]) => IN_BODY.includes(key))));
      const search = query.map(([key, value]) => `&${encodeURIComponent(key)}=${encodeURIComponent(inAddress(value))}`);
      return send(at, `/open_api${path}?${at.sign()}${search.join('')}`, method, body);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function actionWay(at: TestApp): Way {
  return {
    name: 'action over HTTP',
    ask: (message, text) => send(at, `/open_api?${at.sign()}`, 'POST', text ?? jsonOf(message)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function send(at: TestApp, path: string, method: string, body: string): Promise<Reply> {
  const sent = method === 'GET' || method === 'DELETE' ? {} : { body, headers: { 'content-type': 'application/json' } };
  const response = await at.fetch(path, { method, ...sent });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** One connection; answers are told apart by `callbackId`, which is put in where the message has none. */
async function socketWay(at: TestApp): Promise<Way> {
  const socket = await openSocket(at);
  let waiting: ((text: string) => void)[] = [];
  socket.on('message', (data: Buffer) => waiting.shift()?.(data.toString()));
  let turn: Promise<unknown> = Promise.resolve();
  return {
    name: 'socket',
    ask(message, text) {
      const asked = turn.then(async () => {
        const answer = new Promise<string>((resolve) => waiting.push(resolve));
        socket.send(text ?? jsonOf(message));
        return { status: 200, text: await answer, headers: new Headers() };
      });
      turn = asked.catch(() => undefined);
      return asked;
    },
    async [Symbol.asyncDispose]() {
      waiting = [];
      if (socket.readyState === socket.CLOSED) return;
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.close();
      await closed;
    },
  };
}

export async function openSocket(at: TestApp, query = at.sign()): Promise<WebSocket> {
  const socket = new WebSocket(`${at.baseUrl.replace('http', 'ws')}/socket?${query}`);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return socket;
}

/** The three ways into a running app; dispose them before it. */
export async function openWays(at: TestApp): Promise<readonly Way[]> {
  return [restWay(at), actionWay(at), await socketWay(at)];
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? JSON.rawJSON(String(part)) : part));
}

function inAddress(value: unknown): string {
  return typeof value === 'string' ? value : jsonOf(value);
}

/** The envelope of a success on a way, with its payload. */
export function success(way: Way, payload: string, callbackId?: string): string {
  if (way.name === 'REST') return `{"code":1000,${payload}}`;
  const echoed = callbackId === undefined ? '' : `,"callbackId":${callbackId}`;
  return `{"success":true,"message":"操作成功！","code":1000${echoed},${payload}}`;
}

/** The envelope of a failure on a way. */
export function failure(
  way: Way,
  code: number,
  message: string,
  exception?: { readonly message: string; readonly field?: string },
  callbackId?: string,
): string {
  const tail = exception === undefined ? '' : `,"exception":${JSON.stringify(exception)}`;
  const head = `"code":${code},"message":${JSON.stringify(message)}`;
  if (way.name === 'REST') return `{${head}${tail}}`;
  return `{"success":false,${head}${callbackId === undefined ? '' : `,"callbackId":${callbackId}`}${tail}}`;
}
