import type { QueryClient } from '@tanstack/react-query';
import type { Frame, LiveEvent } from './frames.ts';

/**
 * Marks what a frame touches as old, so that what is on show is read again. Lists aren't: a page of rows that moves
 * while somebody reads it is worse than one that says that it has grown (see customers/use-list-news.ts).
 */
export function refreshFor(queryClient: QueryClient, frame: Frame): void {
  if (frame.type === 'resync') void queryClient.invalidateQueries();
  if (frame.type === 'directory') {
    void queryClient.invalidateQueries({ queryKey: ['directory'] });
    void queryClient.invalidateQueries({ queryKey: ['session'] });
    void queryClient.invalidateQueries({ queryKey: ['admin'] });
  }
  if (frame.type === 'call') void queryClient.invalidateQueries({ queryKey: ['home'] });
  if (frame.type !== 'event') return;
  for (const queryKey of keysOf(frame)) void queryClient.invalidateQueries({ queryKey });
}

function keysOf(event: LiveEvent): readonly (readonly string[])[] {
  const keys: string[][] = [[event.record, event.recordId]];
  if (event.customerId !== null) keys.push(['customer', event.customerId]);
  if (event.record === 'opportunity') keys.push(['board']);
  if (event.record === 'job') keys.push(['jobs']);
  if (event.record === 'customer' || event.record === 'follow_up') keys.push(['home']);
  return keys;
}
