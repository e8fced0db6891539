import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { keepSeenAs } from '@/api/see-as.ts';
import type { Session } from '@/api/shapes.ts';

const SIGNED_OUT = 'huiliu.signed-out';

/** Tells the other tabs of this browser that the agent signed out. */
export function tellSignedOut(): void {
  localStorage.setItem(SIGNED_OUT, String(Date.now()));
}

/**
 * Credentials that ended anywhere (a refused request, the socket) are asked for again where one is, so that what was typed stays. Who
 * signed out, in whichever tab, and who looks as another agent, is led to the sign-in.
 */
export function useSignedOut(session: Session | undefined): { ended: boolean; back(): void; leave(): void } {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [ended, setEnded] = useState(false);
  const here = useRouterState({ select: (state) => state.location.href });
  const leave = useCallback((): void => {
    keepSeenAs(undefined);
    const search = { from: here, why: 'expired' } as const;
    void navigate({ to: '/sign-in', search, ignoreBlocker: true }).then(() => queryClient.clear());
  }, [navigate, queryClient, here]);
  const back = useCallback((): void => {
    setEnded(false);
    dispatchEvent(new CustomEvent('huiliu:signed-in'));
    void queryClient.invalidateQueries();
  }, [queryClient]);
  const mayGoOn = session !== undefined && !session.seeingAs;
  useEffect(() => {
    const end = (): void => (mayGoOn ? setEnded(true) : leave());
    const hear = ({ key }: StorageEvent): void => {
      if (key === SIGNED_OUT) leave();
    };
    addEventListener('huiliu:signed-out', end);
    addEventListener('storage', hear);
    return () => {
      removeEventListener('huiliu:signed-out', end);
      removeEventListener('storage', hear);
    };
  }, [leave, mayGoOn]);
  return { ended, back, leave };
}
