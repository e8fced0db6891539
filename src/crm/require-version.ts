import { CrmError, type RecordName } from '#crm/errors.ts';

/** Raises `stale` unless the row is at the version that the caller holds; undefined holds any. */
export function requireVersion(record: RecordName, present: number, held: number | undefined): void {
  if (held !== undefined && held !== present) throw new CrmError('stale', { record, version: present });
}
