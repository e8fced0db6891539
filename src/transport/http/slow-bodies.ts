import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** A route with this in its `config` takes bodies that are long on their way, such as files. */
export interface BodyConfig {
  readonly longBody?: boolean;
}

interface Watched {
  readonly request: IncomingMessage;
  readonly reply: ServerResponse;
  readonly longBody: boolean;
  since: number;
  bytes: number;
}

/** What a long body must bring in each span of patience. */
const FEWEST_BYTES_A_SECOND = 1024;

/**
 * Cuts requests whose body takes longer than `patienceMs`; a long one may take its time as long as it keeps coming. One
 * look at all of them now and then costs less than a timer for each. Node's own limit would know no difference.
 */
export function cutSlowBodies(
  server: FastifyInstance,
  patienceMs: number,
  cut: (request: IncomingMessage, reply: ServerResponse) => void,
): void {
  const watched = new Set<Watched>();
  server.addHook('onRequest', (request, reply, done) => {
    const { headers } = request;
    const length = headers['content-length'];
    if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) return done();
    const { longBody = false } = request.routeOptions.config as BodyConfig;
    const { socket } = request.raw;
    const one = { request: request.raw, reply: reply.raw, longBody, since: performance.now(), bytes: socket.bytesRead };
    watched.add(one);
    reply.raw.once('close', () => watched.delete(one));
    done();
  });
  const look = setInterval(() => {
    const now = performance.now();
    for (const one of watched) {
      if (one.request.complete) watched.delete(one);
      else if (now - one.since >= patienceMs) judge(one, now);
    }
  }, patienceMs / 6).unref();
  server.addHook('onClose', (_server, done) => {
    clearInterval(look);
    done();
  });

  function judge(one: Watched, now: number): void {
    const { bytesRead } = one.request.socket;
    const enough = ((now - one.since) / 1000) * FEWEST_BYTES_A_SECOND;
    if (one.longBody && bytesRead - one.bytes >= enough) {
      one.since = now;
      one.bytes = bytesRead;
      return;
    }
    watched.delete(one);
    cut(one.request, one.reply);
  }
}
