import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import type { Field } from '#crm/access/directory.ts';
import type { AssetTable } from './asset-table.ts';

/** Raises `in_use` when a custom field takes its values from the table. */
export function refuseDatasource(who: Caller, table: AssetTable): void {
  if (datasourcesOf(who, table).length > 0) refuse(table);
}

/** Raises `in_use` when a custom field shows the table's rows by this column. */
export function refuseDisplayColumn(who: Caller, table: AssetTable, key: string): void {
  if (datasourcesOf(who, table).some((field) => field.settings.displayColumn === key)) refuse(table);
}

function datasourcesOf(who: Caller, table: AssetTable): Field[] {
  return [...who.directory.fields.values()]
    .flatMap((set) => [...set.byId.values()])
    .filter((field) => field.settings.tableId === String(table.id));
}

function refuse(table: AssetTable): never {
  throw new CrmError('in_use', { record: 'asset_table', id: String(table.id) });
}
