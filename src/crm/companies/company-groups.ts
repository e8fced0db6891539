import { CrmError } from '#crm/errors.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import type { CompanyGroupsTable } from '#engines/engine.ts';

const LONGEST_NAME = 255;

/** A group that companies (or contacts) are sorted into. */
export interface CompanyGroup {
  readonly id: bigint;
  readonly name: string;
  readonly kind: CompanyGroupsTable['kind'];
}

/** The tenant's groups by id; `ids` keeps only those. */
export async function listCompanyGroups(
  db: Reader,
  tenantId: bigint,
  ids?: readonly bigint[],
): Promise<CompanyGroup[]> {
  return await db.sql
    .selectFrom('company_groups')
    .select(['id', 'name', 'kind'])
    .where('tenant_id', '=', tenantId)
    .$if(ids !== undefined, (query) => query.where('id', 'in', [...(ids ?? []), 0n]))
    .orderBy('id')
    .execute();
}

/** Raises `not_found`. */
export async function getCompanyGroup(db: Reader, tenantId: bigint, id: bigint): Promise<CompanyGroup> {
  const [group] = await listCompanyGroups(db, tenantId, [id]);
  if (group === undefined) throw new CrmError('not_found', { record: 'company_group', id: String(id) });
  return group;
}

/** Raises `missing` without a name, `too_long`, and `taken` for a kept id in use. */
export async function createCompanyGroup(
  db: Writer,
  who: Caller,
  group: Omit<CompanyGroup, 'id'> & { readonly id?: bigint },
): Promise<CompanyGroup> {
  const { tenantId } = who;
  const columns = { name: checkName(group.name), kind: group.kind };
  const row = (id: bigint) => ({ tenant_id: tenantId, id, ...columns });
  const id =
    group.id === undefined
      ? await insertWithNewId(db, 'company_groups', tenantId, row)
      : await insertWithKeptId(db, 'company_groups', tenantId, group.id, row);
  return { id, ...columns };
}

/** Changes what is given. Raises `not_found`, `missing`, `too_long`. */
export async function updateCompanyGroup(
  db: Writer,
  who: Caller,
  id: bigint,
  patch: Partial<Omit<CompanyGroup, 'id'>>,
): Promise<CompanyGroup> {
  const present = await getCompanyGroup(db, who.tenantId, id);
  const columns = {
    name: patch.name === undefined ? present.name : checkName(patch.name),
    kind: patch.kind ?? present.kind,
  };
  await db.sql
    .updateTable('company_groups')
    .set(columns)
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .execute();
  return { id, ...columns };
}

/** Raises `invalid` unless the tenant has a group of that id which is for companies. */
export async function requireCompanyGroup(db: Reader, tenantId: bigint, id: bigint): Promise<void> {
  const [group] = await listCompanyGroups(db, tenantId, [id]);
  if (group?.kind !== 'company') throw new CrmError('invalid', { field: 'group', reason: 'no such company group' });
}

function checkName(name: string): string {
  if (name.trim() === '') throw new CrmError('missing', { field: 'name' });
  return checkText('name', name, LONGEST_NAME);
}
