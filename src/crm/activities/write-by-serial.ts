import { CrmError } from '#crm/errors.ts';
import { insertUnlessRivalled } from '#crm/ids.ts';
import type { Writer } from '#crm/store.ts';
import { holdBySerial, type SerialRow, type SerialTable } from './hold-by-serial.ts';

type Columns<T extends SerialTable> = Omit<SerialRow<T>, 'tenant_id' | 'id' | 'serial'>;

export interface WriteBySerial<T extends SerialTable> {
  readonly table: T;
  readonly tenantId: bigint;
  /** null = a record without one is always new. */
  readonly serial: string | null;
  readonly keptId: bigint | undefined;
  /** Forms the columns of the row as it should be; `before` is the present row, if any. */
  readonly form: (before: SerialRow<T> | null) => Promise<Columns<T>>;
}

export interface WrittenBySerial<T extends SerialTable> {
  readonly before: SerialRow<T> | null;
  readonly after: SerialRow<T>;
  /** Columns of `after` that differ; all of them for a new row. */
  readonly changed: readonly string[];
}

/**
 * Makes the row of a serial, or changes it: the same serial again is the same record, also when it comes twice at once.
 * Raises `taken` when an id is to be kept that a row has, or for a serial that is stored under another.
 */
export async function writeBySerial<T extends SerialTable>(
  db: Writer,
  { table, tenantId, serial, keptId, form }: WriteBySerial<T>,
): Promise<WrittenBySerial<T>> {
  for (;;) {
    const before = await holdBySerial(db, table, tenantId, serial);
    if (before !== undefined) {
      if (keptId !== undefined) throw takenBy(before.id === keptId ? 'id' : 'serial', String(keptId));
      return await change(db, table, before, await form(before));
    }
    const columns = await form(null);
    const row = (id: bigint) => ({ tenant_id: tenantId, id, serial, ...columns }) as SerialRow<T>;
    const id = await insertUnlessRivalled(db, table, tenantId, keptId, row as never, async () => {
      return (await holdBySerial(db, table, tenantId, serial)) !== undefined;
    });
    if (id !== null) {
      return { before: null, after: row(id), changed: Object.keys(columns) };
    }
  }
}

function takenBy(field: string, value: string): CrmError {
  return new CrmError('taken', { field, value });
}

/** Writes the columns that differ from the row's, which the transaction holds. */
export async function change<T extends SerialTable>(
  db: Writer,
  table: T,
  before: SerialRow<T>,
  columns: Columns<T>,
): Promise<WrittenBySerial<T>> {
  const changed = Object.entries(columns).filter(([name, value]) => before[name as keyof typeof before] !== value);
  if (changed.length > 0) {
    await db.sql
      .updateTable(table as 'tickets')
      .set(Object.fromEntries(changed))
      .where('tenant_id', '=', before.tenant_id)
      .where('id', '=', before.id)
      .execute();
  }
  return { before, after: { ...before, ...columns }, changed: changed.map(([name]) => name) };
}
