import { requirePermission } from '#crm/access/scope.ts';
import { recordChanges, type FieldChange } from '#crm/changes/record-changes.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { datedAfter } from '#crm/dated-after.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { applyPatch } from './apply-patch.ts';
import type { Company, CompanyPatch } from './company.ts';
import { describeChanges } from './describe-changes.ts';
import { lockCompany } from './lock-company.ts';
import { toCompany, type CompanyRow } from './read-companies.ts';
import { companyTokens } from './search-tokens.ts';
import { accountTaken } from './service-account.ts';
import { columnsOf, type CompanyState } from './state.ts';

/**
 * Changes what the patch says and answers the company as it is then, living or deleted. Nothing is written where every
 * value stays. Raises `not_found`, `stale` (with `version`), `taken`, and what applyPatch raises.
 */
export async function updateCompany(
  db: Writer,
  caller: Caller,
  id: bigint,
  patch: CompanyPatch | ((present: Company) => CompanyPatch),
  options: { readonly version?: number | undefined } = {},
): Promise<Company> {
  requirePermission(caller, 'customer.edit');
  const row = await lockCompany(db, caller, id);
  const who = datedAfter(caller, row.updated_at);
  requireVersion('company', row.version, options.version);
  const before = toCompany(row);
  const wanted = typeof patch === 'function' ? patch(before) : patch;
  const { state, customChanges } = await applyPatch(db, who, before, wanted, 'update');
  const changes = [...describeChanges(who, before, state), ...customChanges];
  if (changes.length === 0) return before;
  return await writeUpdate(db, who, row, state, changes);
}

async function writeUpdate(
  db: Writer,
  who: Caller,
  before: CompanyRow,
  state: CompanyState,
  changes: readonly FieldChange[],
): Promise<Company> {
  const { tenantId } = who;
  const { id } = before;
  const written = {
    ...columnsOf(state),
    version: before.version + 1,
    updated_at: who.now,
    updated_by_agent_id: who.agentId,
  };
  await accountTaken(state.serviceAccount, () =>
    db.sql.updateTable('companies').set(written).where('tenant_id', '=', tenantId).where('id', '=', id).execute(),
  );
  if (changes.some(({ field }) => field === 'name' || field.startsWith('field:'))) {
    const life = before.deleted_at === null ? 'living' : 'deleted';
    await db.search.index('companies', tenantId, id, companyTokens(who.directory, state, life));
  }
  await recordChanges(db, who, 'company', id, changes);
  await recordEvent(db, who, {
    kind: 'company.updated',
    record: 'company',
    recordId: id,
    detail: { fields: changes.map((change) => change.field), version: written.version },
  });
  return toCompany({ ...before, ...written });
}
