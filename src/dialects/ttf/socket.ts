import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Client, findClient } from '#crm/access/find-client.ts';
import { type ExactJson, stringifyExact } from '#transport/http/exact-json.ts';
import { serveSocket } from '#transport/socket/serve-socket.ts';
import type { DialectContext } from '../dialect.ts';
import { answerWith, failureJson, type Envelope } from './answer.ts';
import { verifySign } from './auth.ts';
import { readMessage } from './body.ts';
import { internal, shapeError, toTtfError, wrongSign } from './errors.ts';
import { operationNamed } from './operations.ts';
import { type Members, Params, membersOf } from './params.ts';
import { queryOf } from './query.ts';
import { runOperation } from './run-operation.ts';

/** Messages over a WebSocket at `/socket`, which is opened with `?appid&timestamp&sign`; a refused handshake is HTTP 401. */
export function addSocketRoute(scope: FastifyInstance, context: DialectContext): void {
  const clients = new WeakMap<FastifyRequest, Client>();
  scope.route({
    method: 'GET',
    url: '/socket',
    async preValidation(request, reply) {
      try {
        clients.set(request, await verifySign(context, queryOf(request).members));
      } catch (error) {
        const known = toTtfError(error);
        if (known === null) context.log.error({ requestId: request.id, err: error }, 'a TTF handshake failed');
        const json = failureJson({ rest: false, callbackId: undefined }, known ?? internal());
        await reply.code(401).header('content-type', 'application/json; charset=utf-8').send(json);
      }
    },
    // Asked without an upgrade.
    handler: (_request, reply) => reply.code(404).send({ code: 404, message: '接口不存在' }),
    wsHandler(socket, request) {
      const { id } = clients.get(request)!;
      let frames = 0;
      serveSocket(socket, {
        metrics: context.metrics,
        stopping: context.stopping,
        onMessage: (text) => answerFrame(context, id, `${request.id}.${(frames += 1)}`, text),
        onBinary: () => failureJson({ rest: false, callbackId: undefined }, shapeError()),
      });
    },
  });
}

/** The client is looked up again for each message, so that one who was shut out stays out on an open connection too. */
async function answerFrame(
  context: DialectContext,
  clientId: bigint,
  requestId: string,
  text: string,
): Promise<string> {
  const startedAt = performance.now();
  const frame = readFrame(text);
  const params = new Params([frame.members], frame.unreadable);
  const envelope: Envelope = { rest: false, callbackId: params.get('callbackId') };
  const named = operationNamed(params.get('action'));
  const operation = named?.onSocket === true ? named : undefined;
  const answered = await answerWith(envelope, context.log, requestId, async () => {
    const client = await findClient(context.store, clientId);
    if (client?.enabled !== true) throw wrongSign();
    return await runOperation(context, client, operation, params);
  });
  const status = answered.retryAfterS === undefined ? 200 : 429;
  context.metrics.countRequest('ttf', operation?.name ?? 'unknown', status, (performance.now() - startedAt) / 1000);
  const json = answered.body as string;
  return frame.topic === undefined ? json : `{"topic":${stringifyExact(frame.topic)},"data":${json}}`;
}

interface Frame {
  readonly members: Members;
  readonly unreadable: boolean;
  /** It came in the wrapper `{"topic":…,"data":{…}}` (seed: Topic:socket.server.operation), which the answer mirrors. */
  readonly topic?: ExactJson;
}

function readFrame(text: string): Frame {
  const message = readMessage(text);
  const outer = new Params([message.members]);
  const topic = outer.get('topic');
  if (topic === undefined || !outer.has('data')) return message;
  const data = outer.get('data');
  if (typeof data === 'string') return { ...readMessage(data), topic };
  const members = membersOf(data);
  return { members: members ?? {}, unreadable: members === null, topic };
}
