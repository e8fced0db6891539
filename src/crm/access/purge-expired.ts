import type { Store } from '#crm/store.ts';
import { purgeRememberedRequests } from './remembered-requests.ts';
import { purgeFailures } from './sign-in-failures.ts';
import { purgeTokens } from './tokens.ts';

/** Deletes tokens, remembered requests and counted failures that are over, of all tenants. To be run every few minutes. */
export async function purgeExpired(store: Store, now = Date.now()): Promise<void> {
  for (const purge of [purgeTokens, purgeRememberedRequests, purgeFailures]) await store.write((db) => purge(db, now));
}
