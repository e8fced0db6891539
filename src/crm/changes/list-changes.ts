import { nameGroups } from '#crm/companies/name-groups.ts';
import { beyond, type Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { ChangesTable } from '#engines/engine.ts';
import { type Change, toChange } from './change.ts';

/** A page of a record's changes, newest first. The caller must have found the record in its reach. */
export async function listChanges(
  db: Reader,
  who: Caller,
  record: ChangesTable['record'],
  recordId: bigint,
  page: { readonly limit: number; readonly after?: Position },
): Promise<Change[]> {
  let query = ofRecord(db, who, record, recordId)
    .selectAll()
    .orderBy('changed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.after !== undefined) query = query.where(beyond(['changed_at', 'id'], page.after, 'desc'));
  const changes = (await query.execute()).map((row) => toChange(who, row));
  return record === 'company' ? await nameGroups(db, who.tenantId, changes) : changes;
}

export function changePosition(change: Change): Position {
  return [BigInt(change.changedAt), change.id];
}

export async function countChanges(
  db: Reader,
  who: Caller,
  record: ChangesTable['record'],
  recordId: bigint,
): Promise<number> {
  const { n } = await ofRecord(db, who, record, recordId)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

function ofRecord(db: Reader, who: Caller, record: ChangesTable['record'], recordId: bigint) {
  return db.sql
    .selectFrom('changes')
    .where('tenant_id', '=', who.tenantId)
    .where('record', '=', record)
    .where('record_id', '=', recordId);
}
