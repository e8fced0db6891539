import type { AssetRow } from '#crm/assets/asset-row.ts';
import type { AssetTable } from '#crm/assets/asset-table.ts';
import type { Caller } from '#crm/store.ts';
import { zonedText } from '#crm/zoned-time.ts';

/** A row as answers show it: texts only, its columns flat (the vendor's page of asset tables). */
export function recordOnWire(who: Caller, table: AssetTable, row: AssetRow): Readonly<Record<string, string>> {
  const { timeZone } = who.directory.tenant;
  return Object.fromEntries([
    ['rId', String(row.id)],
    ...table.columns.map((column) => [column.key, row.cells.get(column.id) ?? '']),
    ['owner', row.owner],
    ['ownerType', row.ownerType],
    ['tableId', String(row.tableId)],
    ['createTime', zonedText(row.createdAt, timeZone)],
    ['updateTime', zonedText(row.updatedAt, timeZone)],
    ['ticketId', row.ticket],
  ]) as Readonly<Record<string, string>>;
}

export function recordJson(who: Caller, table: AssetTable, row: AssetRow): string {
  return JSON.stringify({ record: recordOnWire(who, table, row) });
}
