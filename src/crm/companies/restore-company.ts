import type { Caller, Writer } from '#crm/store.ts';
import type { Company } from './company.ts';
import { setLife } from './set-life.ts';

/** Brings a deleted company back; a living one stays as it is. Raises `not_found`, `taken` for its service account. */
export async function restoreCompany(db: Writer, who: Caller, id: bigint): Promise<Company> {
  return await setLife(db, who, id, 'living');
}
