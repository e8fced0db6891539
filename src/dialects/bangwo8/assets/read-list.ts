import { columnOf, type AssetTable } from '#crm/assets/asset-table.ts';
import type { RowSort } from '#crm/assets/list-rows.ts';
import type { RowFilter } from '#crm/assets/row-filter.ts';
import { checkOwnerType } from '#crm/assets/row-owner.ts';
import { badRequest } from '../errors.ts';
import type { QueryParameters } from '../query-parameters.ts';
import { parseFilter, resolveFilter } from './parse-filter.ts';

/** `filter`, `ownerType` and `owner` of a list. Raises 400 that names what is wrong. */
export function readListFilter(query: QueryParameters, table: AssetTable): RowFilter {
  const filter = parseFilter(table, query.text('filter') ?? '');
  const ownerType = query.text('ownerType')?.trim();
  const owner = query.text('owner')?.trim();
  if (ownerType === undefined && owner === undefined) return resolveFilter(filter, {});
  if (filter.owner !== undefined || filter.ownerType !== undefined) {
    throw badRequest('owner', 'stands in the filter as well');
  }
  if (owner !== undefined && !/^\d{1,19}$/.test(owner)) throw badRequest('owner', 'must be an id');
  return resolveFilter(
    {
      cells: filter.cells,
      ...(ownerType !== undefined && { ownerType: checkOwnerType(ownerType) }),
      ...(owner !== undefined && { owner }),
    },
    {},
  );
}

/** What rows show besides their columns, as they can be sorted by. */
const systemColumns: Readonly<Record<string, Extract<RowSort['by'], string>>> = {
  rId: 'id',
  createTime: 'createdAt',
  updateTime: 'updatedAt',
  owner: 'owner',
  ownerType: 'ownerType',
  ticketId: 'ticket',
};

/** `sort_by` (rId when absent) and `sort_order` (asc). */
export function readSort(
  query: QueryParameters,
  table: AssetTable,
  names = { by: 'sort_by', direction: 'sort_order' },
): RowSort {
  const direction = query.choice(names.direction, ['asc', 'desc'], 'asc');
  const key = query.text(names.by)?.trim() ?? 'rId';
  const by = Object.hasOwn(systemColumns, key) ? systemColumns[key] : columnOf(table, key);
  if (by === undefined) throw badRequest(names.by, `no column ${JSON.stringify(key)}`);
  return { by, direction };
}
