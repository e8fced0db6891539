import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { bumpCount } from '#crm/counts.ts';
import { datedAfter } from '#crm/dated-after.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { Company } from './company.ts';
import { LIVING_COMPANIES } from './counts.ts';
import { lockCompany } from './lock-company.ts';
import { toCompany } from './read-companies.ts';
import { companyTokens } from './search-tokens.ts';
import { accountTaken } from './service-account.ts';

/**
 * Deletes or restores a company; one that is so already stays as it is.
 * Counts as an update, so that callers that ask for what changed since then learn of it.
 */
export async function setLife(
  db: Writer,
  caller: Caller,
  id: bigint,
  life: 'living' | 'deleted',
  options: { readonly version?: number | undefined } = {},
): Promise<Company> {
  requirePermission(caller, 'customer.edit');
  const { tenantId } = caller;
  const before = await lockCompany(db, caller, id);
  requireVersion('company', before.version, options.version);
  const present = toCompany(before);
  if ((before.deleted_at === null) === (life === 'living')) return present;
  const who = datedAfter(caller, before.updated_at);
  const written = {
    deleted_at: life === 'living' ? null : who.now,
    version: before.version + 1,
    updated_at: who.now,
    updated_by_agent_id: who.agentId,
  };
  await accountTaken(before.service_account, () =>
    db.sql.updateTable('companies').set(written).where('tenant_id', '=', tenantId).where('id', '=', id).execute(),
  );
  await db.search.index('companies', tenantId, id, companyTokens(who.directory, present, life));
  await bumpCount(db, tenantId, LIVING_COMPANIES, life === 'living' ? 1 : -1);
  await recordEvent(db, who, {
    kind: life === 'living' ? 'company.restored' : 'company.deleted',
    record: 'company',
    recordId: id,
  });
  return toCompany({ ...before, ...written });
}
