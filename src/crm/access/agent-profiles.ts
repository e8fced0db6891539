import type { Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';

/** What the console keeps of an agent beside what the directory holds: e-mail, phones, sex … */
export type AgentProfile = Readonly<Record<string, unknown>>;

/** Profiles by agent; agents without one are absent. One statement a thousand. */
export async function readAgentProfiles(
  db: Reader,
  tenantId: bigint,
  ids: readonly bigint[],
): Promise<ReadonlyMap<bigint, AgentProfile>> {
  const rows = await profilesOf(db.sql, { tenantId }, ids);
  return new Map(
    rows.flatMap(({ id, profile }) => (profile === null ? [] : [[id, JSON.parse(profile) as AgentProfile]])),
  );
}

const profilesOf = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql.selectFrom('agents').select(['id', 'profile']).where('tenant_id', '=', p.tenantId).where('id', 'in', ids),
);
