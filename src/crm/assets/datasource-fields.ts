import { CrmError, type CrmErrorDetails } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import type { Field } from '#crm/access/directory.ts';
import type { AssetTable } from './asset-table.ts';

/** Raises `in_use` when a custom field takes its values from the table. */
export function refuseDatasource(who: Caller, table: AssetTable): void {
  if (datasourcesOf(who, table).length > 0) refuse(table);
}

/** Raises `in_use` when a custom field shows the table's rows by this column. */
export function refuseDisplayColumn(who: Caller, table: AssetTable, key: string): void {
  const field = datasourcesOf(who, table).find(({ settings }) => settings.displayColumn === key);
  if (field !== undefined) refuse(table, { field: key, reason: `${field.key}: this field shows rows by it` });
}

function datasourcesOf(who: Caller, table: AssetTable): Field[] {
  return [...who.directory.fields.values()]
    .flatMap((set) => [...set.byId.values()])
    .filter((field) => field.settings.tableId === String(table.id));
}

function refuse(table: AssetTable, at?: CrmErrorDetails['in_use']['at']): never {
  throw new CrmError('in_use', { record: 'asset_table', id: String(table.id), ...(at !== undefined && { at }) });
}
