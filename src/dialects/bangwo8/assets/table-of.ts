import type { AssetTable, TableRef } from '#crm/assets/asset-table.ts';
import { getTable } from '#crm/assets/get-table.ts';
import type { Reader } from '#crm/store.ts';
import { parseId } from '../body.ts';
import { notFound } from '../errors.ts';
import type { Call } from '../route.ts';

/** `{tableId}` of a path: digits are an id, anything else is the table's key. */
function tableRef(text: string): TableRef {
  const id = parseId(text);
  return id === null ? { key: text } : { id };
}

/** The table that a path names. Raises 404. */
export function tableOf(call: Call, db: Reader): Promise<AssetTable> {
  const name = call.part('tableId');
  // No store can look for these, and no table is called so.
  if (name.includes('\0') || name.length > 200) throw notFound('asset table');
  return getTable(db, call.who, tableRef(name));
}
