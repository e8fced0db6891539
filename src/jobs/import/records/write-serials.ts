import type { SerialTable } from '#crm/activities/hold-by-serial.ts';
import type { Saved } from '#crm/activities/saved.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { undoingAll, writeEach, type ImportOptions, type RowOutcome } from '../record-import.ts';
import { addSerial, findSerials, metSerial, type SerialRow } from './serials.ts';

/** Writes rows that a foreign system names by a serial; @param save writes one, or changes the one of its serial */
export async function writeSerials<Row extends SerialRow & { readonly kept: object }>(
  db: Writer,
  who: Caller,
  table: SerialTable,
  rows: readonly Row[],
  options: ImportOptions,
  save: (row: Row) => Promise<Saved<{ readonly id: bigint }>>,
): Promise<RowOutcome[]> {
  const known = await findSerials(db, who, table, rows);
  return await writeEach(rows, async (row) => {
    const met = metSerial(row, known, options);
    if (met === 'update') {
      const { record } = await undoingAll(() => save({ ...row, kept: {} }));
      return { kind: 'updated', id: record.id };
    }
    if (met !== null) return met;
    const { record } = await save(row);
    addSerial(known, row, record.id);
    return { kind: 'new', id: record.id };
  });
}
