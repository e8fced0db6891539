import type { RowPatch } from '#crm/assets/asset-row.ts';
import { readMembers, textOf } from '../body.ts';
import type { Call } from '../route.ts';

/** What a row shows besides its columns and that is the server's: sent back it is passed over, also in strict mode. */
const READ_ONLY = new Set(['rId', 'tableId', 'createTime', 'updateTime', 'ticketId', 'relative_ticket_columnId']);

/** The body `{"record":{…}}`: columns by key, texts or numbers; null clears one. */
export function readRecordPatch(call: Call): RowPatch {
  const cells = new Map<string, string>();
  const owner: { owner?: string; ownerType?: string } = {};
  for (const [key, value] of Object.entries(readMembers(call, 'record'))) {
    if (READ_ONLY.has(key)) continue;
    const text = textOf(value, key) ?? '';
    if (key === 'owner' || key === 'ownerType') owner[key] = text.trim();
    else cells.set(key, text);
  }
  return { cells, ...owner };
}
