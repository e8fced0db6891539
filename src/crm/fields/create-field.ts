import type { FieldKind, FieldRecord, FieldSettings } from '#crm/access/directory.ts';
import { checkName } from '#crm/access/names.ts';
import { CrmError } from '#crm/errors.ts';
import { drawFreeIds, takenIds } from '#crm/free-ids.ts';
import { insertWithKeptId } from '#crm/ids.ts';
import { checkPosition } from '#crm/options/position.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { checkSettings } from './check-settings.ts';
import { formatFieldSettings } from './field-settings.ts';
import { writeOptionTree, type FieldOptionInput } from './option-tree.ts';

export interface NewField {
  readonly record: FieldRecord;
  readonly kind: FieldKind;
  /** What people call it. */
  readonly label: string;
  /** Unique among the record kind's fields, disabled ones too; `field_<id>` when absent. */
  readonly key?: string;
  readonly required?: boolean;
  /** Behind the others when absent. */
  readonly position?: number;
  readonly settings?: FieldSettings;
  /** Of select, radio, checkbox and cascade. */
  readonly options?: readonly FieldOptionInput[];
  /** A positive int64 to keep; else the next free one. */
  readonly id?: bigint;
}

const records: readonly string[] = ['customer', 'company', 'opportunity'] satisfies FieldRecord[];

export const fieldKinds = [
  'input',
  'textarea',
  'number',
  'select',
  'radio',
  'checkbox',
  'cascade',
  'city',
  'datetime',
  'telephone',
  'email',
  'attachment',
  'datasource',
] as const satisfies readonly FieldKind[];

/** Defines a custom field. Raises `taken` for a key or kept id in use, `invalid`, `missing`. */
export async function createField(db: Writer, tenantId: bigint, field: NewField): Promise<bigint> {
  const { record, kind } = field;
  const label = checkName('label', field.label);
  checkKind(record, kind);
  // First, as it also keeps others from taking the same key.
  await db.configChanged(tenantId);
  if (field.key !== undefined) await requireFreeKey(db, tenantId, record, checkFieldKey(field.key));
  if (field.id !== undefined) await requireFreeId(db, tenantId, field.id);
  const id = field.id ?? (await drawFieldId(db, tenantId, record));
  const key = field.key ?? defaultKey(id);
  if (field.key === undefined && field.id !== undefined) await requireFreeKey(db, tenantId, record, key);
  const position = checkPosition(field.position ?? (await nextPosition(db, tenantId, record)));
  const required = field.required === true ? 1 : 0;
  const settings = field.settings ?? {};
  const columns = { record, key, label, kind, required, position, settings: formatFieldSettings(settings), enabled: 1 };
  await insertWithKeptId(db, 'fields', tenantId, id, () => ({ tenant_id: tenantId, id, ...columns }));
  await writeOptionTree(db, tenantId, { id, kind, isNew: true }, field.options ?? []);
  await checkSettings(db, { tenantId, id, record, kind }, settings);
  return id;
}

function checkKind(record: FieldRecord, kind: FieldKind): void {
  if (!records.includes(record)) throw new CrmError('invalid', { field: 'record', reason: 'not one that has fields' });
  if (!fieldKinds.includes(kind)) throw new CrmError('invalid', { field: 'kind', reason: 'not a kind of field' });
  if (record === 'company' && kind === 'city') {
    throw new CrmError('invalid', { field: 'kind', reason: 'a company has its province and city' });
  }
}

/** Keys are searched as `key:text` and named in queries, so nothing that parts words may stand in them. */
function checkFieldKey(key: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_.-]{0,63}$/u.test(key)) {
    throw new CrmError('invalid', { field: 'key', reason: 'not up to 64 letters, digits, _, . and - after a letter' });
  }
  return key;
}

async function requireFreeId(db: Reader, tenantId: bigint, id: bigint): Promise<void> {
  const taken = await takenIds(db, 'fields', tenantId, [id]);
  if (taken.has(id)) throw new CrmError('taken', { field: 'id', value: String(id) });
}

async function requireFreeKey(db: Reader, tenantId: bigint, record: FieldRecord, key: string): Promise<void> {
  if (await isKeyUsed(db, tenantId, record, key)) throw new CrmError('taken', { field: 'key', value: key });
}

async function isKeyUsed(db: Reader, tenantId: bigint, record: FieldRecord, key: string): Promise<boolean> {
  const other = await db.sql
    .selectFrom('fields')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('record', '=', record)
    .where('key', '=', key)
    .executeTakeFirst();
  return other !== undefined;
}

/** A free id whose default key is free as well: someone may have called a field `field_12`. */
async function drawFieldId(db: Writer, tenantId: bigint, record: FieldRecord): Promise<bigint> {
  for (;;) {
    const [id] = await drawFreeIds(db, 'fields', tenantId, 1, new Set());
    if (!(await isKeyUsed(db, tenantId, record, defaultKey(id!)))) return id!;
  }
}

function defaultKey(id: bigint): string {
  return `field_${id}`;
}

async function nextPosition(db: Reader, tenantId: bigint, record: FieldRecord): Promise<number> {
  const last = await db.sql
    .selectFrom('fields')
    .select('position')
    .where('tenant_id', '=', tenantId)
    .where('record', '=', record)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? 0 : last.position + 1;
}
