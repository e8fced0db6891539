import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';
import type { Company } from './company.ts';
import { toCompany } from './read-companies.ts';

/** A company by id, living or deleted. Raises `not_found`. */
export async function getCompany(db: Reader, who: Caller, id: bigint): Promise<Company> {
  const company = (await getCompanies(db, who, [id])).get(id);
  if (company === undefined) throw new CrmError('not_found', { record: 'company', id: String(id) });
  return company;
}

/** Companies by id, living or deleted; unknown ids are not in the answer. One statement a thousand. */
export async function getCompanies(db: Reader, who: Caller, ids: readonly bigint[]): Promise<Map<bigint, Company>> {
  const rows = await companyRows(db.sql, { tenantId: who.tenantId }, ids);
  return new Map(rows.map((row) => [row.id, toCompany(row)]));
}

/** Rows by id, in no order. */
export const companyRows = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql.selectFrom('companies').selectAll().where('tenant_id', '=', p.tenantId).where('id', 'in', ids),
);
