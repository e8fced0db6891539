import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import { requireFreeDepartmentName } from './create-department.ts';
import { checkName } from './names.ts';

/** What isn't given stays. */
export interface DepartmentPatch {
  readonly name?: string;
  /** null = at the top. */
  readonly parentId?: bigint | null;
}

/**
 * Renames or moves a department at once for every process; what hangs below it comes along.
 * Raises `not_found`, `unknown_department` for the parent, `invalid` for a parent that is the department or below it, `taken` for the
 * name of another below the same.
 */
export async function updateDepartment(
  db: Writer,
  tenantId: bigint,
  id: bigint,
  patch: DepartmentPatch,
): Promise<void> {
  // First, as it also holds concurrent moves back: two of them could close a ring.
  await db.configChanged(tenantId);
  const known = await readDepartments(db, tenantId);
  const present = known.get(id);
  if (present === undefined) throw new CrmError('not_found', { record: 'department', id: String(id) });
  const parentId = patch.parentId === undefined ? present.parent_id : patch.parentId;
  const name = patch.name === undefined ? present.name : checkName('name', patch.name);
  if (parentId !== present.parent_id && parentId !== null) checkParent(known, id, parentId);
  if (parentId === present.parent_id && name === present.name) return;
  await requireFreeDepartmentName(db, tenantId, { name, parentId, ownId: id });
  await db.sql
    .updateTable('departments')
    .set({ name, parent_id: parentId })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
}

interface Placed {
  readonly id: bigint;
  readonly name: string;
  readonly parent_id: bigint | null;
}

function checkParent(known: ReadonlyMap<bigint, Placed>, id: bigint, parentId: bigint): void {
  if (!known.has(parentId)) {
    throw new CrmError('unknown_department', { field: 'department', value: String(parentId) });
  }
  const seen = new Set<bigint>();
  for (
    let above: bigint | null = parentId;
    above !== null && !seen.has(above);
    above = known.get(above)?.parent_id ?? null
  ) {
    if (above === id)
      throw new CrmError('invalid', { field: 'parentId', reason: 'is the department itself or below it' });
    seen.add(above);
  }
}

async function readDepartments(db: Writer, tenantId: bigint): Promise<ReadonlyMap<bigint, Placed>> {
  const rows = await db.sql
    .selectFrom('departments')
    .select(['id', 'name', 'parent_id'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
