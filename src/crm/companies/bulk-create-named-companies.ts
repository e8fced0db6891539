import { eventRow } from '#crm/changes/record-event.ts';
import { bumpCount } from '#crm/counts.ts';
import { drawFreeIds } from '#crm/free-ids.ts';
import { insertRows } from '#crm/insert-rows.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { checkName } from './apply-patch.ts';
import { ALL_COMPANIES, LIVING_COMPANIES } from './counts.ts';
import { freshColumns } from './insert-company.ts';
import { companyTokens } from './search-tokens.ts';
import { columnsOf, emptyState } from './state.ts';

/**
 * Makes a company for each name, of which no living company has one: what findOrCreateCompany does for a new name, with
 * few statements for all of them. Answers their ids in the order of the names.
 */
export async function bulkCreateNamedCompanies(db: Writer, who: Caller, names: readonly string[]): Promise<bigint[]> {
  if (names.length === 0) return [];
  const { tenantId } = who;
  const states = names.map((name) => ({ ...emptyState, name: checkName(name) }));
  const ids = await drawFreeIds(db, 'companies', tenantId, names.length, new Set());
  await insertRows(
    db,
    'companies',
    states.map((state, at) => ({ tenant_id: tenantId, id: ids[at]!, ...columnsOf(state), ...freshColumns(who, {}) })),
  );
  const indexed = states.map((state, at) => ({ id: ids[at]!, tokens: companyTokens(who.directory, state, 'living') }));
  const events = ids.map((recordId) => eventRow(who, { kind: 'company.created', record: 'company', recordId }));
  // What doesn't need an answer of the other goes to the database together.
  await Promise.all([
    db.search.indexNew('companies', tenantId, indexed),
    bumpCount(db, tenantId, LIVING_COMPANIES, names.length),
    bumpCount(db, tenantId, ALL_COMPANIES, names.length),
    insertRows(db, 'events', events),
  ]);
  return ids;
}
