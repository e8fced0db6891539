import type { OwnerType } from '#crm/assets/asset-row.ts';
import { columnOf, type AssetColumn, type AssetTable } from '#crm/assets/asset-table.ts';
import type { RowFilter } from '#crm/assets/row-filter.ts';
import { checkOwnerType, ownerDigits, type RowOwner } from '#crm/assets/row-owner.ts';
import { badRequest } from '../errors.ts';

/** A filter `column:value,…` (the document, 配置参数; docs/external-extension.md). */
export interface ParsedFilter {
  readonly cells: readonly { readonly column: AssetColumn; readonly text: string }[];
  readonly ownerType?: OwnerType;
  /** As written: digits, or a placeholder. */
  readonly owner?: string;
}

/** What placeholders stand for: the page's current values. */
export type PageValues = Readonly<Record<string, string | undefined>>;

export const placeholderNames = ['company.companyId', 'user.cId'] as const;

/** Raises 400 that names a part without a colon, an unknown column, owner type or placeholder, and two owners. */
export function parseFilter(table: AssetTable, text: string): ParsedFilter {
  const cells: { column: AssetColumn; text: string }[] = [];
  const owner: { ownerType?: OwnerType; owner?: string } = {};
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const colon = part.indexOf(':');
    if (colon === -1) throw badRequest('filter', `${JSON.stringify(part.trim())} has no colon`);
    const key = part.slice(0, colon).trim();
    const value = unescape(part.slice(colon + 1)).trim();
    if (key === 'ownerType' || key === 'owner') {
      if (value === '') continue;
      if (owner[key] !== undefined && owner[key] !== value)
        throw badRequest('filter', `"${key}" is given more than once`);
      if (key === 'owner') owner.owner = checkOwner(value);
      else owner.ownerType = checkOwnerType(value);
    } else {
      const column = columnOf(table, key);
      if (column === undefined) throw badRequest('filter', `no column ${JSON.stringify(key)}`);
      cells.push({ column, text: value });
    }
  }
  return { cells, ...owner };
}

/** `%2C` and `%3A` stand for what parts the filter. */
function unescape(value: string): string {
  return value.replaceAll(/%2C/gi, ',').replaceAll(/%3A/gi, ':');
}

function checkOwner(value: string): string {
  if (ownerDigits(value) !== null || placeholderIn(value) !== null) return value;
  throw badRequest('filter', `owner ${JSON.stringify(value)} is neither an id nor a placeholder of the page`);
}

/** The page value that a placeholder asks for; the vendor's pages print its braces apart. */
function placeholderIn(text: string): string | null {
  const name = /^\{\s*\{\s*([\w.]+)\s*\}\s*\}$/.exec(text)?.[1];
  return placeholderNames.find((one) => one === name) ?? null;
}

/** Matches no owner, as owners are digits: what a page gives may be anything. */
const NOBODY = '-';

/** The conditions as they stand with these page values. An owner without a type, or the other way round, asks for nothing. */
export function resolveFilter({ cells, ownerType, owner = '' }: ParsedFilter, values: PageValues): RowFilter {
  const placeholder = placeholderIn(owner);
  const id = (placeholder === null ? owner : (values[placeholder] ?? '')).trim();
  if (ownerType === undefined || id === '') return { cells };
  const wanted: RowOwner = { type: ownerType, id: ownerDigits(id) ?? NOBODY };
  return { cells, owner: wanted };
}
