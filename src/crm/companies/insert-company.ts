import { recordEvent } from '#crm/changes/record-event.ts';
import { bumpCount } from '#crm/counts.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { Company } from './company.ts';
import { ALL_COMPANIES, LIVING_COMPANIES } from './counts.ts';
import { toCompany, type CompanyRow } from './read-companies.ts';
import { companyTokens } from './search-tokens.ts';
import { accountTaken } from './service-account.ts';
import { columnsOf, type CompanyState } from './state.ts';

/** How a company came to be, where that differs from "by this caller, now"; imports keep what they bring. */
export interface CompanyOrigin {
  readonly id?: bigint;
  readonly createdAt?: number;
  readonly createdByAgentId?: bigint | null;
  readonly updatedAt?: number;
}

/** Writes a new company with all that follows from it. Raises `taken` for the service account or a kept id. */
export async function insertCompany(
  db: Writer,
  who: Caller,
  state: CompanyState,
  origin: CompanyOrigin = {},
): Promise<Company> {
  const { tenantId } = who;
  const columns = { ...columnsOf(state), ...freshColumns(who, origin) };
  const row = (id: bigint): CompanyRow => ({ tenant_id: tenantId, id, ...columns });
  const id = await accountTaken(state.serviceAccount, () =>
    origin.id === undefined
      ? insertWithNewId(db, 'companies', tenantId, row)
      : insertWithKeptId(db, 'companies', tenantId, origin.id, row),
  );
  await db.search.index('companies', tenantId, id, companyTokens(who.directory, state, 'living'));
  await bumpCount(db, tenantId, LIVING_COMPANIES, 1);
  await bumpCount(db, tenantId, ALL_COMPANIES, 1);
  await recordEvent(db, who, { kind: 'company.created', record: 'company', recordId: id });
  return toCompany(row(id));
}

/** The columns of a new company that no patch fills. */
export function freshColumns(who: Caller, origin: CompanyOrigin) {
  const createdAt = origin.createdAt ?? who.now;
  const author = origin.createdByAgentId === undefined ? who.agentId : origin.createdByAgentId;
  return {
    customer_count: 0,
    version: 1,
    created_at: createdAt,
    created_by_agent_id: author,
    updated_at: origin.updatedAt ?? createdAt,
    updated_by_agent_id: author,
    deleted_at: null,
  };
}
