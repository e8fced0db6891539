import { seenAs } from '@/api/see-as.ts';
import type { Id } from '@/api/shapes.ts';
import { type Frame, readFrame } from './frames.ts';

export type LiveState = 'connecting' | 'live' | 'lost';

const PING_EVERY_MS = 25_000;
const LONGEST_WAIT_MS = 15_000;
const CREDENTIALS_ENDED = 4401;

interface Options {
  onFrame(frame: Frame): void;
  onState(state: LiveState): void;
}

/** Keeps a socket to `/api/events` open: reconnects with growing pauses and goes on after the last event seen. Returns what ends it. */
export function connectEvents({ onFrame, onState }: Options): () => void {
  let socket: WebSocket | undefined;
  let after: Id | undefined;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const ping = setInterval(() => {
    if (socket?.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}');
  }, PING_EVERY_MS);
  addEventListener('online', connectNow);
  addEventListener('huiliu:signed-in', connectAnew);
  connect();

  return () => {
    ended = true;
    clearInterval(ping);
    clearTimeout(retry);
    removeEventListener('online', connectNow);
    removeEventListener('huiliu:signed-in', connectAnew);
    socket?.close();
  };

  function connect(): void {
    onState(failures === 0 ? 'connecting' : 'lost');
    const opened = new WebSocket(addressFor(after));
    socket = opened;
    opened.onmessage = ({ data }: MessageEvent<string>) => {
      const frame = readFrame(data);
      if (frame === undefined) return;
      if (frame.type === 'hello') {
        failures = 0;
        after ??= frame.lastEventId;
        onState('live');
      }
      if (frame.type === 'event' || frame.type === 'call') after = frame.id;
      if (frame.type === 'resync') after = undefined;
      onFrame(frame);
    };
    opened.onclose = ({ code }) => {
      if (ended || socket !== opened) return;
      if (code === CREDENTIALS_ENDED) {
        onState('lost');
        dispatchEvent(new CustomEvent('huiliu:signed-out'));
        return;
      }
      failures += 1;
      onState('lost');
      retry = setTimeout(connect, Math.min(500 * 2 ** failures, LONGEST_WAIT_MS));
    };
  }

  function connectNow(): void {
    if (socket?.readyState !== WebSocket.OPEN) connectAnew();
  }

  function connectAnew(): void {
    clearTimeout(retry);
    const old = socket;
    socket = undefined;
    old?.close();
    connect();
  }
}

function addressFor(after: Id | undefined): string {
  const address = new URL('/api/events', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (after !== undefined) address.searchParams.set('after', after);
  const agent = seenAs();
  if (agent !== undefined) address.searchParams.set('seeAs', agent);
  return address.href;
}
