import type { Caller, Reader } from '#crm/store.ts';

export interface AgentDetails {
  readonly profile: Record<string, unknown> | null;
  /** Too many wrong passwords shut the login for now. */
  readonly locked: boolean;
}

/** What the directory doesn't hold of the tenant's agents, by id: two statements. */
export async function listAgentDetails(db: Reader, who: Caller): Promise<ReadonlyMap<bigint, AgentDetails>> {
  const rows = await db.sql
    .selectFrom('agents')
    .select(['id', 'login_key', 'profile'])
    .where('tenant_id', '=', who.tenantId)
    .execute();
  const failures = await db.sql
    .selectFrom('sign_in_failures')
    .select('login_key')
    .where('tenant_id', '=', who.tenantId)
    .where('locked_until', '>', who.now)
    .execute();
  const locked = new Set(failures.map((row) => row.login_key));
  return new Map(
    rows.map((row) => [
      row.id,
      {
        profile: row.profile === null ? null : (JSON.parse(row.profile) as Record<string, unknown>),
        locked: locked.has(row.login_key),
      },
    ]),
  );
}
