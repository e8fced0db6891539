import { useCallback, useRef } from 'react';
import { randomId } from './random-id.ts';

/**
 * Idempotency keys for what a form writes: the same content keeps its key, so that sent again after an answer that was lost it isn't
 * made twice. `renew` once it was written: the same text may be meant a second time.
 */
export function useWriteKey(): { keyOf(json: unknown): string; renew(): void } {
  const last = useRef({ content: '', key: '' });
  const keyOf = useCallback((json: unknown): string => {
    const content = JSON.stringify(json);
    if (content !== last.current.content) last.current = { content, key: randomId() };
    return last.current.key;
  }, []);
  const renew = useCallback((): void => {
    last.current = { content: '', key: '' };
  }, []);
  return { keyOf, renew };
}
