const KEPT_AS = 'huiliu.see-as';

/** The agent through whose eyes this tab looks (an admin's read-only view); undefined = one's own. */
export function seenAs(): string | undefined {
  return sessionStorage.getItem(KEPT_AS) ?? undefined;
}

/** Undefined ends the view, as signing out does. */
export function keepSeenAs(agentId: string | undefined): void {
  if (agentId === undefined) sessionStorage.removeItem(KEPT_AS);
  else sessionStorage.setItem(KEPT_AS, agentId);
}
