import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { bumpCount } from '#crm/counts.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { Company } from './company.ts';
import { LIVING_COMPANIES } from './counts.ts';
import { lockCompany } from './lock-company.ts';
import { toCompany } from './read-companies.ts';
import { companyTokens } from './search-tokens.ts';
import { accountTaken } from './service-account.ts';

/**
 * Deletes (with a time) or restores (null) a company; one that is so already stays as it is.
 * Counts as an update, so that callers that ask for what changed since then learn of it.
 */
export async function setLife(
  db: Writer,
  who: Caller,
  id: bigint,
  deletedAt: number | null,
  options: { readonly version?: number | undefined } = {},
): Promise<Company> {
  requirePermission(who, 'customer.edit');
  const { tenantId } = who;
  const before = await lockCompany(db, who, id);
  requireVersion('company', before.version, options.version);
  const present = toCompany(before);
  if ((before.deleted_at === null) === (deletedAt === null)) return present;
  const life = deletedAt === null ? 'living' : 'deleted';
  const written = {
    deleted_at: deletedAt,
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
