import { requirePermission } from '#crm/access/scope.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { applyPatch } from './apply-patch.ts';
import type { Company, CompanyPatch } from './company.ts';
import { insertCompany, type CompanyOrigin } from './insert-company.ts';
import { emptyState } from './state.ts';

/**
 * Makes a company. Equal names are allowed; a service account is unique among the living.
 * Raises `missing` without a name, `taken`, and what applyPatch raises.
 */
export async function createCompany(
  db: Writer,
  who: Caller,
  patch: CompanyPatch,
  origin: CompanyOrigin = {},
): Promise<Company> {
  requirePermission(who, 'customer.edit');
  const { state } = await applyPatch(db, who, emptyState, patch, 'create');
  return await insertCompany(db, who, state, origin);
}
