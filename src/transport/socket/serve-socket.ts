import type { WebSocket } from 'ws';
import type { Metrics } from '../metrics.ts';

const PING_EVERY_MS = 30_000;
const MOST_UNDER_WAY = 64;
/** Bytes that wait for a slow reader; above, nothing more is read from it until half is gone. */
const MOST_OUTBOUND_BYTES = 1024 * 1024;
const LOOK_AGAIN_MS = 20;

export interface SocketOptions {
  /** Answers one text frame; null = no answer. Must not reject: what goes wrong is an answer too. */
  readonly onMessage: (text: string) => Promise<string | null>;
  /** The answer to a binary frame, which is never read. */
  readonly onBinary?: () => string | null;
  readonly metrics: Metrics;
  /** Aborts when the process drains: requests under way are answered, then the connection closes. */
  readonly stopping: AbortSignal;
}

/**
 * Serves one WebSocket: many requests at once, answers in the order they are ready. A peer that doesn't read, or asks
 * faster than it is answered, is itself no longer read. Peers that miss a ping are dropped.
 */
export function serveSocket(socket: WebSocket, options: SocketOptions): void {
  let underWay = 0;
  let alive = true;
  let relief: NodeJS.Timeout | undefined;

  const breathe = (): void => {
    const full = underWay >= MOST_UNDER_WAY || socket.bufferedAmount > MOST_OUTBOUND_BYTES;
    if (full && !socket.isPaused) {
      socket.pause();
      relief = setInterval(breathe, LOOK_AGAIN_MS).unref();
    } else if (socket.isPaused && underWay < MOST_UNDER_WAY / 2 && socket.bufferedAmount < MOST_OUTBOUND_BYTES / 2) {
      clearInterval(relief);
      socket.resume();
    }
  };
  const send = (text: string | null): void => {
    if (text !== null && socket.readyState === socket.OPEN) socket.send(text);
    breathe();
  };
  const answer = async (text: string): Promise<void> => {
    underWay += 1;
    breathe();
    try {
      const reply = await options.onMessage(text);
      underWay -= 1;
      send(reply);
    } catch {
      underWay -= 1;
      socket.close(1011);
    }
    if (options.stopping.aborted && underWay === 0) socket.close(1001);
  };
  const ping = setInterval(() => {
    if (!alive && !socket.isPaused) {
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
  }, PING_EVERY_MS);
  const stop = (): void => {
    if (underWay === 0) socket.close(1001);
  };

  options.metrics.socketOpened();
  options.stopping.addEventListener('abort', stop, { once: true });
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('message', (data, isBinary) => {
    alive = true;
    if (isBinary) send(options.onBinary?.() ?? null);
    else void answer((data as Buffer).toString('utf8'));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(ping);
    clearInterval(relief);
    options.stopping.removeEventListener('abort', stop);
    options.metrics.socketClosed();
  });
}
