import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import { checkName } from './names.ts';

/** What isn't given stays. */
export interface DepartmentPatch {
  readonly name?: string;
  /** null = at the top. */
  readonly parentId?: bigint | null;
}

/**
 * Renames or moves a department at once for every process; what hangs below it comes along.
 * Raises `not_found`, `unknown_department` for the parent, `invalid` for a parent that is the department or below it.
 */
export async function updateDepartment(
  db: Writer,
  tenantId: bigint,
  id: bigint,
  patch: DepartmentPatch,
): Promise<void> {
  // First, as it also holds concurrent moves back: two of them could close a ring.
  await db.configChanged(tenantId);
  const parents = await readParents(db, tenantId);
  if (!parents.has(id)) throw new CrmError('not_found', { record: 'department', id: String(id) });
  const { parentId } = patch;
  if (parentId !== undefined) {
    if (parentId !== null) checkParent(parents, id, parentId);
    await setColumns(db, tenantId, id, { parent_id: parentId });
  }
  if (patch.name !== undefined) await setColumns(db, tenantId, id, { name: checkName('name', patch.name) });
}

function checkParent(parents: ReadonlyMap<bigint, bigint | null>, id: bigint, parentId: bigint): void {
  if (!parents.has(parentId)) {
    throw new CrmError('unknown_department', { field: 'department', value: String(parentId) });
  }
  const seen = new Set<bigint>();
  for (let above: bigint | null = parentId; above !== null && !seen.has(above); above = parents.get(above) ?? null) {
    if (above === id)
      throw new CrmError('invalid', { field: 'parentId', reason: 'is the department itself or below it' });
    seen.add(above);
  }
}

async function readParents(db: Writer, tenantId: bigint): Promise<Map<bigint, bigint | null>> {
  const rows = await db.sql
    .selectFrom('departments')
    .select(['id', 'parent_id'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return new Map(rows.map((row) => [row.id, row.parent_id]));
}

async function setColumns(
  db: Writer,
  tenantId: bigint,
  id: bigint,
  columns: { name?: string; parent_id?: bigint | null },
): Promise<void> {
  await db.sql.updateTable('departments').set(columns).where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}
