import { CrmError } from '#crm/errors.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { checkName } from './names.ts';

export interface NewDepartment {
  /** Unique among those that hang below the same. */
  readonly name: string;
  readonly parentId?: bigint | null;
  /** A positive int64 to keep; else the next free one. */
  readonly id?: bigint;
}

/** Raises `unknown_department` for a parent that the tenant doesn't have, `taken` for a name or kept id in use. */
export async function createDepartment(db: Writer, tenantId: bigint, department: NewDepartment): Promise<bigint> {
  const name = checkName('name', department.name);
  const parentId = department.parentId ?? null;
  // First, as it also holds back who takes the same name at the same moment.
  await db.configChanged(tenantId);
  if (parentId !== null) await requireDepartments(db, tenantId, [parentId]);
  await requireFreeDepartmentName(db, tenantId, { name, parentId, ownId: null });
  const row = (id: bigint) => ({ tenant_id: tenantId, id, parent_id: parentId, name });
  return department.id === undefined
    ? await insertWithNewId(db, 'departments', tenantId, row)
    : await insertWithKeptId(db, 'departments', tenantId, department.id, row);
}

interface PlacedName {
  readonly name: string;
  readonly parentId: bigint | null;
  readonly ownId: bigint | null;
}

/** Raises `taken` when another department below the same has the name. */
export async function requireFreeDepartmentName(
  db: Reader,
  tenantId: bigint,
  { name, parentId, ownId }: PlacedName,
): Promise<void> {
  const others = await db.sql
    .selectFrom('departments')
    .select(['id', 'parent_id'])
    .where('tenant_id', '=', tenantId)
    .where('name', '=', name)
    .execute();
  if (others.some((other) => other.parent_id === parentId && other.id !== ownId)) {
    throw new CrmError('taken', { field: 'name', value: name });
  }
}

/** Raises `unknown_department` unless the tenant has them all. */
export async function requireDepartments(db: Reader, tenantId: bigint, ids: readonly bigint[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await db.sql
    .selectFrom('departments')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute();
  const known = new Set(rows.map((row) => row.id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw new CrmError('unknown_department', { field: 'department', value: String(unknown) });
}
