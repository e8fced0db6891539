import type { SerialTable } from '#crm/activities/hold-by-serial.ts';
import { CrmError } from '#crm/errors.ts';
import { takenIds } from '#crm/free-ids.ts';
import { inLists } from '#crm/in-lists.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Kysely } from 'kysely';
import { refused, type ImportOptions, type RowOutcome } from '../record-import.ts';

/** What rows of tickets, calls and messages are the same by. */
export interface SerialRow {
  readonly keptId: bigint | undefined;
  readonly serial: string | undefined;
}

type AnySerials = Pick<Kysely<Record<string, { tenant_id: bigint; id: bigint; serial: string }>>, 'selectFrom'>;

/** What stands in the store already of what the rows name; rows of the same transaction are added as they are written. */
export interface KnownSerials {
  readonly ids: Set<bigint>;
  readonly bySerial: Map<string, bigint>;
}

export async function findSerials(
  db: Reader,
  who: Caller,
  table: SerialTable,
  rows: readonly SerialRow[],
): Promise<KnownSerials> {
  const bySerial = new Map<string, bigint>();
  for (const list of inLists(rows.map(({ serial }) => serial).filter((serial) => serial !== undefined))) {
    const found = await (db.sql as unknown as AnySerials)
      .selectFrom(table)
      .select(['id', 'serial'])
      .where('tenant_id', '=', who.tenantId)
      .where('serial', 'in', list)
      .execute();
    for (const row of found) bySerial.set(row.serial, row.id);
  }
  const kept = rows.map(({ keptId }) => keptId).filter((id) => id !== undefined);
  return { ids: new Set(await takenIds(db, table, who.tenantId, kept)), bySerial };
}

/** What becomes of a row whose serial or id is there, unless it shall update; null for a new one. */
export function metSerial(row: SerialRow, known: KnownSerials, options: ImportOptions): RowOutcome | 'update' | null {
  const { keptId, serial } = row;
  const bySerial = serial === undefined ? undefined : known.bySerial.get(serial);
  const id = bySerial ?? (keptId !== undefined && known.ids.has(keptId) ? keptId : undefined);
  if (id === undefined) return null;
  if (options.onDuplicate === 'skip') return { kind: 'duplicate', id };
  if (options.onDuplicate === 'update' && bySerial !== undefined) return 'update';
  const [field, value] = bySerial === undefined ? ['id', String(keptId)] : ['serial', serial!];
  return refused(new CrmError('taken', { field, value }));
}

export function addSerial(known: KnownSerials, row: SerialRow, id: bigint): void {
  known.ids.add(id);
  if (row.serial !== undefined) known.bySerial.set(row.serial, id);
}

export function uniqueKeysOf({ keptId, serial }: SerialRow): string[] {
  return [...(keptId === undefined ? [] : [`id ${keptId}`]), ...(serial === undefined ? [] : [`serial ${serial}`])];
}
