import { writePreferences } from './preferences.ts';
import { keepSeenAs } from './see-as.ts';

/** Begins or ends the view of another agent. Everything that was read is another's, so the page starts anew. */
export function lookAs(agentId: string | undefined): void {
  // What waits is sent as the one who chose it.
  void writePreferences();
  keepSeenAs(agentId);
  location.assign('/');
}
