import { requirePermission } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import { drawFreeIds } from '#crm/free-ids.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { applyPatch } from './apply-patch.ts';
import type { AssetRow, RowPatch } from './asset-row.ts';
import { columnOf, type AssetColumn, type AssetTable } from './asset-table.ts';
import { checkCell, uniqueValue } from './cell-text.ts';
import { insertRow } from './create-rows.ts';
import { holdTable } from './hold-table.ts';
import { claimValue, rowOfValue } from './unique-values.ts';
import { updateHeldRow } from './update-row.ts';

/**
 * Changes the row that has the value in a unique column, or makes it with that value. Of callers that come together with a
 * new value one makes the row and the others change it. Raises `unknown_field`, `invalid` for a column that isn't unique
 * and for an empty value, and what creating and updating raise.
 */
export async function upsertRow(
  db: Writer,
  who: Caller,
  tableId: bigint,
  selector: { readonly key: string; readonly value: string },
  patch: RowPatch,
): Promise<{ row: AssetRow; created: boolean }> {
  requirePermission(who, 'customer.edit');
  const table = await holdTable(db, who, tableId, 0);
  const column = uniqueColumn(table, selector.key);
  const value = uniqueValue(column, checkCell(column, selector.value));
  if (value === '') throw new CrmError('missing', { field: 'unique_value' });
  const present = await rowOfValue(db, who.tenantId, column, value);
  if (present !== null) {
    return { row: await updateHeldRow(db, who, table, present, patch), created: false };
  }
  const [id] = await drawFreeIds(db, 'asset_rows', who.tenantId, 1, new Set());
  if (!(await claimValue(db, who.tenantId, column, value, id!))) {
    const other = await rowOfValue(db, who.tenantId, column, value);
    return { row: await updateHeldRow(db, who, table, other!, patch), created: false };
  }
  const state = await applyPatch(db, who, table, null, withValue(column, selector.value, patch));
  if (uniqueValue(column, state.cells.get(column.id) ?? '') !== value) {
    throw new CrmError('invalid', { field: column.key, reason: 'not the unique_value of the new row' });
  }
  await holdTable(db, who, tableId, 1);
  return { row: await insertRow(db, who, table, state, { id: id! }), created: true };
}

function uniqueColumn(table: AssetTable, key: string): AssetColumn {
  const column = columnOf(table, key);
  if (column === undefined) throw new CrmError('unknown_field', { key });
  if (!column.unique) throw new CrmError('invalid', { field: 'unique_key', reason: `${key} is not a unique column` });
  return column;
}

function withValue(column: AssetColumn, value: string, patch: RowPatch): RowPatch {
  return { ...patch, cells: new Map([[column.key, value], ...(patch.cells ?? [])]) };
}
