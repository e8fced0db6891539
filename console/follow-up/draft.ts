import type { DictionaryOption, Id } from '@/api/shapes.ts';

/** A follow-up that isn't sent yet. */
export interface Draft {
  readonly type: Id;
  readonly opportunity: Id | null;
  readonly text: string;
  readonly nextContactAt: string | null;
}

/** An agent's own: the next one at this machine sees nothing of it. */
const keyOf = (agentId: Id, customerId: Id): string => `huiliu.draft.${agentId}.${customerId}`;

export function keptDraft(agentId: Id, customerId: Id): Draft | undefined {
  const text = localStorage.getItem(keyOf(agentId, customerId));
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Draft;
  } catch {
    return undefined;
  }
}

/** One without a text is none. */
export function keepDraft(agentId: Id, customerId: Id, draft: Draft): void {
  if (draft.text === '') localStorage.removeItem(keyOf(agentId, customerId));
  else localStorage.setItem(keyOf(agentId, customerId), JSON.stringify(draft));
}

/** What is left of a text when what was sent of it is saved: what was typed meanwhile. */
export function textAfter(sent: string, now: string): string {
  if (now.trim() === sent.trim()) return '';
  return now.startsWith(sent) ? now.slice(sent.length).trimStart() : now;
}

const TYPE_KEPT_AS = 'huiliu.follow-up-type';

export function keepType(type: Id): void {
  localStorage.setItem(TYPE_KEPT_AS, type);
}

/** The type that this agent used last; else the first that isn't the system's own (36 in every tenant). */
export function usualType(types: readonly DictionaryOption[]): Id {
  const enabled = types.filter((type) => type.enabled);
  const last = localStorage.getItem(TYPE_KEPT_AS);
  const known = enabled.find((type) => type.id === last) ?? enabled.find((type) => type.id === '37');
  return (known ?? enabled.find((type) => type.id !== '36'))?.id ?? '';
}
