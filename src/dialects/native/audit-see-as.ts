import { recordAudit } from '#crm/audit/record-audit.ts';
import type { Caller, Store } from '#crm/store.ts';

/** A view that goes on is told once an hour. */
const TELL_EVERY_MS = 3_600_000;
const MOST_KEPT = 10_000;

const told = new WeakMap<Store, Map<string, number>>();

/** Audits that an admin looks through another agent's eyes, when it begins to and each hour that it goes on. */
export async function auditSeeAs(store: Store, who: Caller, token: string, seen: bigint): Promise<void> {
  const views = told.get(store) ?? new Map<string, number>();
  told.set(store, views);
  const key = `${token} ${seen}`;
  if (who.now - (views.get(key) ?? -Infinity) < TELL_EVERY_MS) return;
  if (views.size >= MOST_KEPT) views.clear();
  views.set(key, who.now);
  try {
    await store.write((db) => recordAudit(db, who, { action: 'agent.see_as', record: 'agent', recordId: seen }));
  } catch (error) {
    views.delete(key);
    throw error;
  }
}
