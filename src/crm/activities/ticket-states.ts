import type { Directory } from '#crm/access/directory.ts';

/** Known by its code, which never changes: a tenant may rename or reorder its states. */
const CLOSED = '4';

/** Whether the state is 已关闭. */
export function isClosed(directory: Directory, stateId: bigint | null): boolean {
  return stateId !== null && directory.options.get('ticket_state')?.byId.get(stateId)?.code === CLOSED;
}

/** The state of a new ticket: the dictionary's first that is enabled. */
export function firstState(directory: Directory): bigint | null {
  return directory.options.get('ticket_state')?.all.find((state) => state.enabled)?.id ?? null;
}
