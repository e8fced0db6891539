import type { DictionaryName } from '#crm/access/directory.ts';
import { checkName } from '#crm/access/names.ts';
import { CrmError } from '#crm/errors.ts';
import { LOST, WON } from '#crm/opportunities/stages.ts';
import type { Writer } from '#crm/store.ts';
import type { OptionsTable } from '#engines/engine.ts';
import { checkCode, readEntries, type NewOption } from './create-option.ts';
import { checkPosition } from './position.ts';

/** What isn't given stays. A disabled option stays on the records that have it and can't be newly chosen. */
export type OptionPatch = Partial<Omit<NewOption, 'id'>>;

/** Changes an entry at once for every process. Raises `not_found`, and what createOption raises. */
export async function updateOption(
  db: Writer,
  tenantId: bigint,
  dictionary: DictionaryName,
  id: bigint,
  patch: OptionPatch,
): Promise<void> {
  // First, as it also keeps others from taking the same code.
  await db.configChanged(tenantId);
  const entries = await readEntries(db, tenantId, dictionary);
  requireEntry(entries, id);
  const changed: Partial<OptionsTable> = {};
  if (patch.name !== undefined) changed.name = checkName('name', patch.name);
  if (patch.code !== undefined) {
    changed.code = checkCode(patch.code);
    const present = entries.find((entry) => entry.id === id)!.code;
    if (patch.code !== present && isFixed(dictionary, present)) {
      throw new CrmError('invalid', { field: 'code', reason: 'the program knows this entry by its code' });
    }
    if (entries.some((entry) => entry.code === patch.code && entry.id !== id)) {
      throw new CrmError('taken', { field: 'code', value: patch.code });
    }
  }
  if (patch.position !== undefined) changed.position = checkPosition(patch.position);
  if (patch.enabled !== undefined) changed.enabled = patch.enabled ? 1 : 0;
  if (Object.keys(changed).length > 0) await setColumns(db, tenantId, dictionary, id, changed);
}

/** The stages 赢单 and 输单: customers' won counts hang on their codes (crm/opportunities/stages.ts). */
function isFixed(dictionary: DictionaryName, code: string): boolean {
  return dictionary === 'opportunity_stage' && (code === WON || code === LOST);
}

/** Puts these entries first, in this order; the others follow as they stood. Raises `not_found`, `taken` for one named twice. */
export async function reorderOptions(
  db: Writer,
  tenantId: bigint,
  dictionary: DictionaryName,
  ids: readonly bigint[],
): Promise<void> {
  await db.configChanged(tenantId);
  const entries = await readEntries(db, tenantId, dictionary);
  const order = new Set<bigint>();
  for (const id of ids) {
    requireEntry(entries, id);
    if (order.has(id)) throw new CrmError('taken', { field: 'id', value: String(id) });
    order.add(id);
  }
  for (const { id } of entries) order.add(id);
  const before = new Map(entries.map((entry) => [entry.id, entry.position]));
  for (const [position, id] of [...order].entries()) {
    if (before.get(id) !== position) await setColumns(db, tenantId, dictionary, id, { position });
  }
}

export function requireEntry(entries: readonly { readonly id: bigint }[], id: bigint): void {
  if (!entries.some((entry) => entry.id === id)) throw new CrmError('not_found', { record: 'option', id: String(id) });
}

async function setColumns(
  db: Writer,
  tenantId: bigint,
  dictionary: DictionaryName,
  id: bigint,
  columns: Partial<OptionsTable>,
): Promise<void> {
  await db.sql
    .updateTable('options')
    .set(columns)
    .where('tenant_id', '=', tenantId)
    .where('dictionary', '=', dictionary)
    .where('id', '=', id)
    .execute();
}
