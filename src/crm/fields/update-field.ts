import type { FieldKind } from '#crm/access/directory.ts';
import { checkName } from '#crm/access/names.ts';
import { CrmError } from '#crm/errors.ts';
import { checkPosition } from '#crm/options/position.ts';
import type { Writer } from '#crm/store.ts';
import type { FieldsTable } from '#engines/engine.ts';
import { checkSettings } from './check-settings.ts';
import type { NewField } from './create-field.ts';
import { formatFieldSettings, parseFieldSettings } from './field-settings.ts';
import { writeOptionTree } from './option-tree.ts';

/** What isn't given stays; `settings` and `options` are the whole of them. Record, kind and key never change. */
export type FieldPatch = Partial<Pick<NewField, 'label' | 'required' | 'position' | 'settings' | 'options'>> & {
  /** A disabled field leaves forms and answers; what is stored under it stays and comes back with it. */
  readonly enabled?: boolean;
};

/** Changes a field's definition at once for every process. Raises `not_found`, and what createField raises. */
export async function updateField(db: Writer, tenantId: bigint, id: bigint, patch: FieldPatch): Promise<void> {
  // First, as it also holds concurrent edits of the option tree back.
  await db.configChanged(tenantId);
  const present = await readField(db, tenantId, id);
  const kind = present.kind as FieldKind;
  if (patch.options !== undefined) await writeOptionTree(db, tenantId, { id, kind, isNew: false }, patch.options);
  if (patch.settings !== undefined) {
    await checkSettings(db, { tenantId, id, record: present.record, kind }, patch.settings);
  } else if (patch.options !== undefined) {
    patch = { ...patch, settings: await withoutGoneDefault(db, tenantId, present) };
  }
  const changed = checkedColumns(patch);
  if (Object.keys(changed).length === 0) return;
  await db.sql.updateTable('fields').set(changed).where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

function checkedColumns(patch: FieldPatch): Partial<FieldsTable> {
  const changed: Partial<FieldsTable> = {};
  if (patch.label !== undefined) changed.label = checkName('label', patch.label);
  if (patch.required !== undefined) changed.required = patch.required ? 1 : 0;
  if (patch.position !== undefined) changed.position = checkPosition(patch.position);
  if (patch.settings !== undefined) changed.settings = formatFieldSettings(patch.settings);
  if (patch.enabled !== undefined) changed.enabled = patch.enabled ? 1 : 0;
  return changed;
}

/** The settings, without a default that the new options disabled. */
async function withoutGoneDefault(db: Writer, tenantId: bigint, field: FieldsTable) {
  const { defaultOptionId, ...rest } = parseFieldSettings(field.settings);
  if (defaultOptionId === undefined) return rest;
  const option = await db.sql
    .selectFrom('field_options')
    .select('enabled')
    .where('tenant_id', '=', tenantId)
    .where('field_id', '=', field.id)
    .where('id', '=', BigInt(defaultOptionId))
    .executeTakeFirst();
  return option?.enabled === 1 ? { ...rest, defaultOptionId } : rest;
}

async function readField(db: Writer, tenantId: bigint, id: bigint): Promise<FieldsTable> {
  const row = await db.sql
    .selectFrom('fields')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'field', id: String(id) });
  return row;
}
