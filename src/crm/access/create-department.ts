import { CrmError } from '#crm/errors.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { checkName } from './names.ts';

export interface NewDepartment {
  readonly name: string;
  readonly parentId?: bigint | null;
  /** A positive int64 to keep; else the next free one. */
  readonly id?: bigint;
}

/** Raises `unknown_department` for a parent that the tenant doesn't have, `taken` for a kept id in use. */
export async function createDepartment(db: Writer, tenantId: bigint, department: NewDepartment): Promise<bigint> {
  const name = checkName('name', department.name);
  const parentId = department.parentId ?? null;
  if (parentId !== null) await requireDepartments(db, tenantId, [parentId]);
  const row = (id: bigint) => ({ tenant_id: tenantId, id, parent_id: parentId, name });
  const id =
    department.id === undefined
      ? await insertWithNewId(db, 'departments', tenantId, row)
      : await insertWithKeptId(db, 'departments', tenantId, department.id, row);
  await db.configChanged(tenantId);
  return id;
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
