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
import { lockRowIfThere, updateLockedRow } from './update-row.ts';

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
  const found = await lockOrClaim(db, who, table, column, value);
  if (typeof found !== 'bigint') return { row: await updateLockedRow(db, who, table, found, patch), created: false };
  const state = await applyPatch(db, who, table, null, withValue(column, selector.value, patch));
  if (uniqueValue(column, state.cells.get(column.id) ?? '') !== value) {
    throw new CrmError('invalid', { field: column.key, reason: 'not the unique_value of the new row' });
  }
  await holdTable(db, who, tableId, 1);
  return { row: await insertRow(db, who, table, state, { id: found }), created: true };
}

/** Each but the first means that a writer came in between just then. */
const MOST_TRIES = 100;

/** The row that has the value, locked; else the id of a new one, whose value it is from now on. */
async function lockOrClaim(
  db: Writer,
  who: Caller,
  table: AssetTable,
  column: AssetColumn,
  value: string,
): Promise<AssetRow | bigint> {
  const { tenantId } = who;
  let id: bigint | undefined;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const present = await rowOfValue(db, tenantId, column, value);
    const row = present === null ? null : await lockRowIfThere(db, who, table, present);
    if (row !== null && uniqueValue(column, row.cells.get(column.id) ?? '') === value) return row;
    // Nobody has it, or who had it was deleted or given another value while we waited for the row.
    id ??= (await drawFreeIds(db, 'asset_rows', tenantId, 1, new Set()))[0]!;
    if (await claimValue(db, tenantId, column, value, id)) return id;
  }
  throw new CrmError('taken', { field: column.key, value });
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
