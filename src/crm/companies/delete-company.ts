import type { Caller, Writer } from '#crm/store.ts';
import type { Company } from './company.ts';
import { setLife } from './set-life.ts';

/**
 * Deletes a company softly: it leaves lists and search, frees its service account, and still shows its name on its
 * customers. A deleted one stays as it is. Raises `not_found`.
 */
export async function deleteCompany(
  db: Writer,
  who: Caller,
  id: bigint,
  options: { readonly version?: number | undefined } = {},
): Promise<Company> {
  return await setLife(db, who, id, 'deleted', options);
}
