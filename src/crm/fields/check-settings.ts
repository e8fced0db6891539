import type { FieldKind, FieldRecord, FieldSettings } from '#crm/access/directory.ts';
import { CrmError } from '#crm/errors.ts';
import type { Reader } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';

const LONGEST_EXTENSION = 2048;

/** Which kinds take which setting. */
const kindsOf: Readonly<Record<keyof FieldSettings, readonly FieldKind[]>> = {
  integer: ['number'],
  yesNo: ['checkbox'],
  defaultOptionId: ['select', 'radio'],
  tableId: ['datasource'],
  displayColumn: ['datasource'],
  extension: ['input'],
};

interface FieldAsWritten {
  readonly tenantId: bigint;
  readonly id: bigint;
  readonly record: FieldRecord;
  readonly kind: FieldKind;
}

/** Raises `invalid` for a setting that the kind doesn't have or that is out of shape, `not_found` for its table or option. */
export async function checkSettings(db: Reader, field: FieldAsWritten, settings: FieldSettings): Promise<void> {
  for (const [name, value] of Object.entries(settings) as [keyof FieldSettings, unknown][]) {
    if (value !== undefined && kindsOf[name]?.includes(field.kind) !== true) {
      throw new CrmError('invalid', { field: `settings.${name}`, reason: 'this kind has no such setting' });
    }
  }
  if (settings.extension !== undefined) {
    if (field.record !== 'company') {
      throw new CrmError('invalid', { field: 'settings.extension', reason: 'only a company field has one' });
    }
    checkText('settings.extension', settings.extension, LONGEST_EXTENSION);
  }
  if (settings.defaultOptionId !== undefined) await requireOption(db, field, settings.defaultOptionId);
  if (field.kind === 'datasource') await requireTable(db, field, settings);
}

async function requireOption(db: Reader, { tenantId, id }: FieldAsWritten, optionId: string): Promise<void> {
  const option = await db.sql
    .selectFrom('field_options')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('field_id', '=', id)
    .where('id', '=', toId('settings.defaultOptionId', optionId))
    .where('enabled', '=', 1)
    .executeTakeFirst();
  if (option === undefined)
    throw new CrmError('invalid', { field: 'settings.defaultOptionId', reason: 'no such option' });
}

async function requireTable(db: Reader, { tenantId }: FieldAsWritten, settings: FieldSettings): Promise<void> {
  const { tableId, displayColumn } = settings;
  if (tableId === undefined) throw new CrmError('missing', { field: 'settings.tableId' });
  const table = await db.sql
    .selectFrom('asset_tables')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', toId('settings.tableId', tableId))
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (table === undefined) throw new CrmError('invalid', { field: 'settings.tableId', reason: 'no such asset table' });
  if (displayColumn === undefined) return;
  const column = await db.sql
    .selectFrom('asset_columns')
    .select('key')
    .where('tenant_id', '=', tenantId)
    .where('table_id', '=', table.id)
    .where('key', '=', displayColumn)
    .executeTakeFirst();
  if (column === undefined)
    throw new CrmError('invalid', { field: 'settings.displayColumn', reason: 'no such column' });
}

function toId(field: string, text: string): bigint {
  if (!/^[1-9]\d{0,18}$/.test(text) || BigInt(text) >= 2n ** 63n) {
    throw new CrmError('invalid', { field, reason: 'not a positive 64-bit integer' });
  }
  return BigInt(text);
}
