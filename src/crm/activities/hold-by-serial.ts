import type { Kysely, Selectable } from 'kysely';
import type { Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import type { Database } from '#engines/engine.ts';

/** Tables whose rows a foreign system names by a serial of its own. */
export type SerialTable = 'tickets' | 'calls' | 'messages';

/** A row of such a table. */
export type SerialRow<T extends SerialTable> = Selectable<Database[T]> & {
  readonly tenant_id: bigint;
  readonly id: bigint;
  readonly serial: string | null;
};

type AnySerials = Kysely<Record<string, { tenant_id: bigint; id: bigint; serial: string }>>;
type Find = (sql: Writer['sql'], p: { tenantId: bigint; serial: string }) => Promise<unknown[]>;

/** The record of a serial, held until the transaction ends so that concurrent writes of one serial follow each other. */
export async function holdBySerial<T extends SerialTable>(
  db: Writer,
  table: T,
  tenantId: bigint,
  serial: string | null,
): Promise<SerialRow<T> | undefined> {
  if (serial === null) return undefined;
  const [row] = await holds[table](db.sql, { tenantId, serial });
  return row as SerialRow<T> | undefined;
}

/** A write that changes nothing takes the row's lock on every engine. */
function holdIn(table: SerialTable): Find {
  return prepare((sql: Writer['sql'], p: { tenantId: bigint; serial: string }) =>
    (sql as unknown as AnySerials)
      .updateTable(table)
      .set((eb) => ({ serial: eb.ref('serial') }))
      .where('tenant_id', '=', p.tenantId)
      .where('serial', '=', p.serial)
      .returningAll(),
  );
}

const holds: Readonly<Record<SerialTable, Find>> = {
  tickets: holdIn('tickets'),
  calls: holdIn('calls'),
  messages: holdIn('messages'),
};
