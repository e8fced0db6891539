import type { Selectable } from 'kysely';
import { requirePermission } from '#crm/access/scope.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { AuditEntriesTable } from '#engines/engine.ts';

export interface AuditFilter {
  readonly action?: string;
  readonly agentId?: bigint;
  readonly record?: string;
  readonly recordId?: bigint;
  /** UTC ms; `before` is exclusive. */
  readonly from?: number;
  readonly before?: number;
}

export type StoredAudit = Selectable<AuditEntriesTable>;

/** A page of the tenant's audit entries, newest first. Raises `forbidden` without settings.edit. */
export async function listAudit(
  db: Reader,
  who: Caller,
  filter: AuditFilter,
  page: { readonly limit: number; readonly after?: readonly bigint[] },
): Promise<StoredAudit[]> {
  let query = matching(db, who, filter).selectAll().orderBy('id', 'desc').limit(page.limit);
  const [after] = page.after ?? [];
  if (after !== undefined) query = query.where('id', '<', after);
  return await query.execute();
}

export async function countAudit(db: Reader, who: Caller, filter: AuditFilter): Promise<number> {
  const { n } = await matching(db, who, filter)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

function matching(db: Reader, who: Caller, filter: AuditFilter) {
  requirePermission(who, 'settings.edit');
  let query = db.sql.selectFrom('audit_entries').where('tenant_id', '=', who.tenantId);
  if (filter.action !== undefined) query = query.where('action', '=', filter.action);
  if (filter.agentId !== undefined) query = query.where('agent_id', '=', filter.agentId);
  if (filter.record !== undefined) query = query.where('record', '=', filter.record);
  if (filter.recordId !== undefined) query = query.where('record_id', '=', filter.recordId);
  if (filter.from !== undefined) query = query.where('happened_at', '>=', filter.from);
  if (filter.before !== undefined) query = query.where('happened_at', '<', filter.before);
  return query;
}
