const KEPT_AS = 'huiliu.see-as';

/** The agent through whose eyes this tab looks (an admin's read-only view); undefined = one's own. */
export function seenAs(): string | undefined {
  return sessionStorage.getItem(KEPT_AS) ?? undefined;
}

/** Begins or ends the view of another agent. Everything that was read is another's, so the page starts anew. */
export function seeAs(agentId: string | undefined): void {
  if (agentId === undefined) sessionStorage.removeItem(KEPT_AS);
  else sessionStorage.setItem(KEPT_AS, agentId);
  location.assign('/');
}

/** Signing out ends the view with it. */
export function forgetSeeAs(): void {
  sessionStorage.removeItem(KEPT_AS);
}
