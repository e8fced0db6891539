import type { DictionaryOption, Id } from '@/api/shapes.ts';

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
