import { useCallback, useEffect, useRef } from 'react';

const LEASE = 'huiliu.call-tab';
const LEASE_MS = 4000;

/**
 * Whether this tab is the one that shows calls: the tab that was looked at last. Its claim lies in the browser's storage and ends by
 * itself when the tab is closed, so that a card is never lost and never shown twice.
 */
export function useOwnerTab(): () => boolean {
  const id = useRef(Math.random().toString(36).slice(2));
  useEffect(() => {
    const claim = (): void => localStorage.setItem(LEASE, JSON.stringify({ tab: id.current, at: Date.now() }));
    const claimIfLooked = (): void => {
      if (document.visibilityState === 'visible') claim();
    };
    const renew = setInterval(() => {
      if (holder() === id.current || holder() === undefined) claim();
    }, LEASE_MS / 2);
    claimIfLooked();
    addEventListener('focus', claimIfLooked);
    document.addEventListener('visibilitychange', claimIfLooked);
    return () => {
      clearInterval(renew);
      removeEventListener('focus', claimIfLooked);
      document.removeEventListener('visibilitychange', claimIfLooked);
      if (holder() === id.current) localStorage.removeItem(LEASE);
    };
  }, []);
  return useCallback(() => (holder() ?? id.current) === id.current, []);
}

function holder(): string | undefined {
  try {
    const { tab, at } = JSON.parse(localStorage.getItem(LEASE) ?? '{}') as { tab?: string; at?: number };
    return at !== undefined && Date.now() - at < LEASE_MS ? tab : undefined;
  } catch {
    return undefined;
  }
}
