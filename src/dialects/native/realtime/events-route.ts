import type { FastifyInstance, FastifyRequest } from 'fastify';
import { eventReach } from '#crm/changes/event-reach.ts';
import { eventsAfter, safeStart } from '#crm/changes/read-events.ts';
import { accessKinds, verifyToken } from '#crm/access/tokens.ts';
import { serveSocket } from '#transport/socket/serve-socket.ts';
import type { WebSocket } from 'ws';
import type { DialectContext } from '../../dialect.ts';
import { authenticate, type Authenticated } from '../auth.ts';
import { badRequest } from '../errors.ts';
import { EventHub } from './hub.ts';
import { Subscriber } from './subscriber.ts';

/** So many missed events are replayed; who missed more reads everything anew. */
const MOST_REPLAYED = 2000;
const CHECK_EVERY_MS = 60_000;

/** The WebSocket /api/events: what happens, as it happens, to whom it concerns. */
export function addEventsRoute(scope: FastifyInstance, context: DialectContext): void {
  const hub = new EventHub(context.store, context.log);
  scope.addHook('onClose', async () => hub[Symbol.dispose]());
  const admitted = new WeakMap<FastifyRequest, Admitted>();
  scope.get(
    '/events',
    {
      websocket: true,
      preValidation: async (request) => {
        admitted.set(request, { auth: await authenticate(context, request), after: readAfter(request) });
      },
    },
    (socket, request) => {
      const { auth, after } = admitted.get(request)!;
      serve(context, hub, socket, request, auth, after).catch((error: unknown) => {
        context.log.error({ requestId: request.id, err: error }, 'a listener could not be served');
        socket.close(1011);
      });
    },
  );
}

interface Admitted {
  readonly auth: Authenticated;
  readonly after: bigint | null;
}

function readAfter(request: FastifyRequest): bigint | null {
  const { after } = request.query as Record<string, unknown>;
  if (after === undefined || after === '') return null;
  if (typeof after !== 'string' || !/^\d{1,18}$/.test(after)) throw badRequest('after', 'not the id of an event');
  return BigInt(after);
}

async function serve(
  context: DialectContext,
  hub: EventHub,
  socket: WebSocket,
  request: FastifyRequest,
  auth: Authenticated,
  after: bigint | null,
): Promise<void> {
  const { who, session } = auth;
  const { store } = context;
  serveSocket(socket, { onMessage: answerPing, metrics: context.metrics, stopping: context.stopping });
  const subscriber = new Subscriber({
    socket,
    store,
    tenantId: who.tenantId,
    agentId: who.agentId,
    via: who.via,
    stillStands: async () => {
      const [token, kinds] =
        session === null ? [bearerOf(request), accessKinds] : [session.token, ['session'] as const];
      return (await verifyToken(store, token, ...kinds)) !== null;
    },
  });
  const { lastEventId, end } = await hub.subscribe(subscriber);
  const check = setInterval(() => {
    subscriber.check().catch((error: unknown) => context.log.error({ err: error }, 'a listener could not be checked'));
  }, CHECK_EVERY_MS).unref();
  socket.on('close', () => {
    clearInterval(check);
    end();
  });
  if (socket.readyState !== socket.OPEN) {
    clearInterval(check);
    end();
    return;
  }
  const hello = { type: 'hello', lastEventId: String(lastEventId), agentId: String(who.agentId) };
  socket.send(JSON.stringify(hello));
  if (after !== null) await replay(context, socket, subscriber, who.tenantId, after, lastEventId);
}

/** What happened between the last event that the listener saw and now; a few events may come twice. */
async function replay(
  { store }: DialectContext,
  socket: WebSocket,
  subscriber: Subscriber,
  tenantId: bigint,
  after: bigint,
  upTo: bigint,
): Promise<void> {
  if (after === upTo) return;
  // An id of another life of this store, before a backup was restored.
  if (after > upTo) {
    socket.send(JSON.stringify({ type: 'resync' }));
    return;
  }
  const { events, reach } = await store.read(async (db) => {
    const start = await safeStart(db, tenantId, after);
    const missed = start === null ? null : await eventsAfter(db, tenantId, start, MOST_REPLAYED + 1);
    return { events: missed, reach: await eventReach(db, tenantId, missed ?? []) };
  });
  if (events === null || events.length > MOST_REPLAYED) {
    socket.send(JSON.stringify({ type: 'resync' }));
    return;
  }
  await subscriber.replay(events, reach);
}

async function answerPing(text: string): Promise<string | null> {
  try {
    const { type } = JSON.parse(text) as { type?: unknown };
    return type === 'ping' ? '{"type":"pong"}' : null;
  } catch {
    return null;
  }
}

function bearerOf(request: FastifyRequest): string {
  return (request.headers.authorization ?? '')
    .replace(/^Bearer +/i, '')
    .trim()
    .toLowerCase();
}
