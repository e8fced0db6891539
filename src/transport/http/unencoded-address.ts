import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { nodeHttp } from './node-http.ts';

/** What Node's parser raises; `rawPacket` is the piece, a Buffer, that its fault stood in. */
export interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: unknown;
}

/**
 * Serves a request whose only fault is an address in bare UTF-8 (`?cle_name=张三`), as curl and PHP send it when nobody
 * encoded it; the vendors' servers take it, Node's parser doesn't. The connection ends with the answer. False for anything
 * else: what didn't come in one piece, a body that isn't whole, a head that isn't plain or is longer than `longestHead` bytes.
 */
export function serveUnencodedAddress(
  server: Server,
  error: ParserError,
  socket: Socket,
  longestHead: number,
): boolean {
  // What comes behind it is for nobody.
  if (served.has(socket)) return true;
  if (error.code !== 'HPE_INVALID_URL' || !Buffer.isBuffer(error.rawPacket) || !isIdle(socket)) return false;
  const read = readRequest(error.rawPacket, longestHead);
  if (read === null) return false;
  served.add(socket);
  const request = new nodeHttp.IncomingMessage(socket);
  Object.assign(request, { httpVersionMajor: 1, httpVersionMinor: 1, httpVersion: '1.1', complete: true });
  Object.assign(request, { method: read.method, url: read.url, rawHeaders: read.rawHeaders, headers: read.headers });
  request.push(read.body);
  request.push(null);
  const response = new nodeHttp.ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => {
    response.detachSocket(socket);
    socket.end();
  });
  server.emit('request', request, response);
  return true;
}

const served = new WeakSet<Socket>();

/** Whether no answer is under way on the connection, to a request before this one. */
function isIdle(socket: Socket): boolean {
  return ((socket as Socket & { _httpMessage?: unknown })._httpMessage ?? null) === null;
}

interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const END_OF_HEAD = '\r\n\r\n';

function readRequest(packet: Buffer, longestHead: number): PlainRequest | null {
  const end = packet.indexOf(END_OF_HEAD);
  if (end === -1 || end > longestHead) return null;
  const [first = '', ...lines] = packet.toString('latin1', 0, end).split('\r\n');
  const [, method, address] = /^(GET|POST|PUT|DELETE|PATCH) (\/[\x21-\x7e\x80-\xff]*) HTTP\/1\.1$/.exec(first) ?? [];
  const headers = readHeaders(lines);
  if (method === undefined || address === undefined || headers === null) return null;
  const body = packet.subarray(end + END_OF_HEAD.length);
  if (String(body.length) !== (headers['content-length'] ?? '0')) return null;
  return {
    method,
    url: address.replaceAll(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`),
    rawHeaders: Object.entries(headers).flat(),
    headers,
    body,
  };
}

/** None may come twice, and none may say that the message is framed or goes on in another way. */
function readHeaders(lines: readonly string[]): Record<string, string> | null {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of lines) {
    const [, name, value = ''] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/.exec(line) ?? [];
    const key = name?.toLowerCase();
    if (key === undefined || key in headers || REFUSED.has(key)) return null;
    headers[key] = value;
  }
  return headers['host'] === undefined ? null : headers;
}

const REFUSED: ReadonlySet<string> = new Set(['transfer-encoding', 'upgrade', 'expect', 'trailer', 'te']);
