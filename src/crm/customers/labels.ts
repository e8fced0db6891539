import { CrmError } from '#crm/errors.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import type { Label } from './customer.ts';

const LONGEST_LABEL = 255;

export const MOST_LABELS = 200;

/** Label names as they are kept: trimmed, no empty ones, no repeats, order as given. Raises `invalid` for too many. */
export function cleanLabels(names: readonly string[]): string[] {
  const kept = new Set<string>();
  for (const name of names) {
    const trimmed = checkText('labels', name.trim(), LONGEST_LABEL);
    if (trimmed !== '') kept.add(trimmed);
  }
  if (kept.size > MOST_LABELS) throw new CrmError('invalid', { field: 'labels', reason: `more than ${MOST_LABELS}` });
  return [...kept];
}

/** The labels of these names, made on first use. */
export async function ensureLabels(db: Writer, tenantId: bigint, names: readonly string[]): Promise<Label[]> {
  if (names.length === 0) return [];
  let known = await labelsByName(db, tenantId, names);
  const missing = names.filter((name) => !known.has(name));
  if (missing.length > 0) {
    let id = await db.nextId(tenantId, 'labels', missing.length);
    await db.sql
      .insertInto('labels')
      .values(missing.map((name) => ({ tenant_id: tenantId, id: id++, name })))
      .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doNothing())
      .execute();
    known = await labelsByName(db, tenantId, names);
  }
  return names.map((name) => ({ id: known.get(name)!, name }));
}

async function labelsByName(db: Reader, tenantId: bigint, names: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await db.sql
    .selectFrom('labels')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('name', 'in', names)
    .execute();
  return new Map(rows.map((row) => [row.name, row.id]));
}

/** Makes `labels` the customer's whole set, in order. */
export async function writeLabels(
  db: Writer,
  tenantId: bigint,
  customerId: bigint,
  labels: readonly Label[],
): Promise<void> {
  await db.sql
    .deleteFrom('customer_labels')
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .execute();
  await insertLabels(db, tenantId, customerId, labels);
}

/** Gives a customer that has none its labels. */
export async function insertLabels(
  db: Writer,
  tenantId: bigint,
  customerId: bigint,
  labels: readonly Label[],
): Promise<void> {
  if (labels.length === 0) return;
  await db.sql
    .insertInto('customer_labels')
    .values(
      labels.map((label, position) => ({ tenant_id: tenantId, customer_id: customerId, label_id: label.id, position })),
    )
    .execute();
}
