import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Frame, LiveEvent } from './frames.ts';

/**
 * Marks what a frame touches as old, so that what is on show is read again. Lists aren't: a page of rows that moves
 * while somebody reads it is worse than one that says that it has grown (see customers/use-list-news.ts).
 */
export function refreshFor(queryClient: QueryClient, frame: Frame): void {
  if (frame.type === 'resync') reread(queryClient, []);
  if (frame.type === 'directory') {
    reread(queryClient, ['directory']);
    reread(queryClient, ['session']);
    reread(queryClient, ['admin']);
  }
  if (frame.type === 'call') reread(queryClient, ['home']);
  if (frame.type !== 'event') return;
  for (const queryKey of keysOf(frame)) reread(queryClient, queryKey);
}

/**
 * Reads again what is on show. What is just being read for the first time isn't cut short by that, and its answer may be
 * older than the news: it is read once more.
 */
function reread(queryClient: QueryClient, queryKey: QueryKey): void {
  const again = (key: QueryKey): Promise<void> => queryClient.invalidateQueries({ queryKey: key });
  void again(queryKey);
  for (const query of queryClient.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined) continue;
    query.promise?.then(
      () => again(query.queryKey),
      () => undefined,
    );
  }
}

function keysOf(event: LiveEvent): readonly (readonly string[])[] {
  const keys: string[][] = [[event.record, event.recordId]];
  if (event.customerId !== null) keys.push(['customer', event.customerId]);
  if (event.record === 'opportunity') keys.push(['board']);
  if (event.record === 'job') keys.push(['jobs']);
  if (event.record === 'customer' || event.record === 'follow_up') keys.push(['home']);
  return keys;
}
