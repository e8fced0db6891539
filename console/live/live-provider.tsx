import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { connectEvents, type LiveState } from './connect-events.ts';
import type { Frame } from './frames.ts';
import { refreshFor } from './refresh-for.ts';

type Listener = (frame: Frame) => void;

interface Live {
  readonly state: LiveState;
  listen(listener: Listener): () => void;
}

const LiveContext = createContext<Live | undefined>(undefined);

/** One event socket a tab. What events tell is read anew where it is on show; screens may listen for more. */
export function LiveProvider({ children }: { children: ReactNode }): ReactNode {
  const queryClient = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  const listeners = useRef(new Set<Listener>());

  useEffect(
    () =>
      connectEvents({
        onState: setState,
        onFrame(frame) {
          refreshFor(queryClient, frame);
          for (const listener of listeners.current) listener(frame);
        },
      }),
    [queryClient],
  );

  const live = useMemo<Live>(
    () => ({
      state,
      listen(listener) {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [state],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLiveState(): LiveState {
  return useLive().state;
}

/** Calls `listener` with every frame while the component is on show. */
export function useLiveFrames(listener: Listener): void {
  const { listen } = useLive();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => listen((frame) => latest.current(frame)), [listen]);
}

function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === undefined) throw new Error('useLive stands outside LiveProvider');
  return live;
}
