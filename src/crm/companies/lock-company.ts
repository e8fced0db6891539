import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import type { CompanyRow } from './read-companies.ts';

/** The company as it is, living or deleted, held until the transaction ends. Raises `not_found`. */
export async function lockCompany(db: Writer, who: Caller, id: bigint): Promise<CompanyRow> {
  const [row] = await hold(db.sql, { tenantId: who.tenantId, id });
  if (row === undefined) throw new CrmError('not_found', { record: 'company', id: String(id) });
  return row;
}

/** A write that changes nothing takes the row's lock on every engine. */
const hold = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint }) =>
  sql
    .updateTable('companies')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id)
    .returningAll(),
);
