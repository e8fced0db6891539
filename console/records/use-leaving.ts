import { useEffect, useRef } from 'react';

/** Saves what was typed when its page is left without the focus going elsewhere before: by Back, a reload, or closing the tab. */
export function useLeaving(save: () => void): void {
  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    const leave = (): void => latest.current();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
}
