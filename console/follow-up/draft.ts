import type { Id } from '@/api/shapes.ts';

/** A follow-up that isn't sent yet. */
export interface Draft {
  readonly type: Id;
  readonly opportunity: Id | null;
  readonly text: string;
  readonly nextContactAt: string | null;
}

const keyOf = (customerId: Id): string => `huiliu.draft.${customerId}`;

export function keptDraft(customerId: Id): Draft | undefined {
  const text = localStorage.getItem(keyOf(customerId));
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Draft;
  } catch {
    return undefined;
  }
}

export function keepDraft(customerId: Id, draft: Draft): void {
  localStorage.setItem(keyOf(customerId), JSON.stringify(draft));
}

export function dropDraft(customerId: Id): void {
  localStorage.removeItem(keyOf(customerId));
}
