import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { AssetRow, OwnerType, RowPatch } from './asset-row.ts';
import { columnOf, type AssetTable } from './asset-table.ts';
import { checkCell } from './cell-text.ts';
import { checkOwnerType, ownerDigits, requireOwner } from './row-owner.ts';

/** What of a row callers write. */
export type RowState = Pick<AssetRow, 'cells' | 'owner' | 'ownerType'>;

/**
 * The state of a row after a patch. Raises `unknown_field` for a column that the table lacks, `missing` without an owner,
 * `invalid` and `too_long`. An owner that stays isn't looked for again: it may have gone since.
 */
export async function applyPatch(
  db: Reader,
  who: Caller,
  table: AssetTable,
  before: RowState | null,
  patch: RowPatch,
): Promise<RowState> {
  const cells = new Map(before?.cells);
  for (const [key, text] of patch.cells ?? []) {
    const column = columnOf(table, key);
    if (column === undefined) throw new CrmError('unknown_field', { key });
    // A cell that stays stays, though its column's rules may have changed.
    if (text === (cells.get(column.id) ?? '')) continue;
    const checked = checkCell(column, text);
    if (checked === '') cells.delete(column.id);
    else cells.set(column.id, checked);
  }
  return { cells: inOrder(cells), ...(await applyOwner(db, who, before, patch)) };
}

async function applyOwner(
  db: Reader,
  who: Caller,
  before: RowState | null,
  patch: RowPatch,
): Promise<{ owner: string; ownerType: OwnerType }> {
  const type = patch.ownerType ?? before?.ownerType ?? '';
  const owner = patch.owner ?? before?.owner ?? '';
  if (type === '') throw new CrmError('missing', { field: 'ownerType' });
  if (owner.trim() === '') throw new CrmError('missing', { field: 'owner' });
  const ownerType = checkOwnerType(type);
  if (before !== null && ownerType === before.ownerType && ownerDigits(owner) === before.owner) {
    return { owner: before.owner, ownerType };
  }
  const { id } = await requireOwner(db, who, ownerType, owner);
  return { owner: id, ownerType };
}

function inOrder(cells: ReadonlyMap<bigint, string>): ReadonlyMap<bigint, string> {
  return new Map([...cells].sort(([a], [b]) => (a < b ? -1 : 1)));
}
