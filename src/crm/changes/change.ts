import type { Selectable } from 'kysely';
import { maskPhone, showsPhones } from '#crm/access/mask-phone.ts';
import type { FieldRecord } from '#crm/access/directory.ts';
import type { Caller } from '#crm/store.ts';
import type { FieldChange } from './record-changes.ts';
import type { ChangesTable } from '#engines/engine.ts';

/** A field of a record that really changed, as its caller may see it. Empty text stands for no value. */
export interface Change {
  readonly id: bigint;
  /** The model's field name, or `field:<id>`. */
  readonly field: string;
  /** What people called the field at the change. */
  readonly label: string;
  readonly oldText: string;
  readonly newText: string;
  readonly agentId: bigint | null;
  readonly via: string;
  readonly changedAt: number;
}

export function toChange(who: Caller, row: Selectable<ChangesTable>): Change {
  const shown = showsPhones(who) || !holdsPhones(who, row) ? (text: string) => text : maskAll;
  return {
    id: row.id,
    field: row.field,
    label: row.label,
    oldText: shown(row.old_text),
    newText: shown(row.new_text),
    agentId: row.agent_id,
    via: row.via,
    changedAt: row.changed_at,
  };
}

/** Changes that are being told of rather than kept, as the caller may see them. */
export function maskChanges<T extends FieldChange>(
  who: Caller,
  record: ChangesTable['record'],
  changes: readonly T[],
): T[] {
  if (showsPhones(who)) return [...changes];
  return changes.map((change) =>
    holdsPhones(who, { record, field: change.field })
      ? { ...change, oldText: maskAll(change.oldText), newText: maskAll(change.newText) }
      : change,
  );
}

function holdsPhones(who: Caller, { record, field }: Pick<ChangesTable, 'record' | 'field'>): boolean {
  if (field === 'phones') return true;
  const id = /^field:(\d+)$/.exec(field)?.[1];
  return (
    id !== undefined && who.directory.fields.get(record as FieldRecord)?.byId.get(BigInt(id))?.kind === 'telephone'
  );
}

/** Phones stand in one text, joined by commas. */
function maskAll(text: string): string {
  return text
    .split(',')
    .map((phone) => (phone === '' ? '' : maskPhone(phone)))
    .join(',');
}
