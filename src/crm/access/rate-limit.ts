import type { Store } from '#crm/store.ts';
import { RecentMap } from '#engines/recent-map.ts';
import type { Client } from './find-client.ts';
import { perOwner } from './per-owner.ts';

/** Calls that a client may still make at once, and when that was computed. */
interface Bucket {
  tokens: number;
  at: number;
}

const MINUTE_MS = 60_000;
const MOST_BUCKETS = 10_000;
const bucketsOf = perOwner<Store, RecentMap<bigint, Bucket>>(() => new RecentMap(MOST_BUCKETS));

/**
 * Takes one call off the client's limit, which refills evenly over a minute and holds a minute's calls at most.
 * Answers 0 when the call may run, else the whole seconds after which one may. Counted in this process alone.
 * @param now a clock that doesn't jump, in ms
 */
export function takeCall(store: Store, client: Pick<Client, 'id' | 'rateLimit'>, now = performance.now()): number {
  if (client.rateLimit === null) return 0;
  const buckets = bucketsOf(store);
  const bucket = buckets.get(client.id) ?? { tokens: client.rateLimit, at: now };
  const perMs = client.rateLimit / MINUTE_MS;
  bucket.tokens = Math.min(client.rateLimit, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
  bucket.at = now;
  buckets.set(client.id, bucket);
  if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1000));
  bucket.tokens -= 1;
  return 0;
}
