import { CrmError } from '#crm/errors.ts';
import type { Caller, Store, Via } from '#crm/store.ts';
import type { Directory } from './directory.ts';

/** The caller of one request. Raises `forbidden` for an agent that is unknown or disabled, `not_found` for an unknown tenant. */
export async function callerFor(store: Store, tenantId: bigint, agentId: bigint, via: Via): Promise<Caller> {
  const directory = await store.directory(tenantId);
  if (!isActive(directory, agentId)) throw new CrmError('forbidden', {});
  return { tenantId, directory, agentId, via, now: Date.now() };
}

/** Whether the tenant has this agent and it isn't disabled. */
export function isActive(directory: Directory, agentId: bigint): boolean {
  return directory.agents.get(agentId)?.state === 'active';
}
