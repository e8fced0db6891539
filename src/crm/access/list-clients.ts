import type { Reader } from '#crm/store.ts';
import type { Client } from './find-client.ts';

/** The tenant's API clients by id, disabled ones too, without their secrets. */
export async function listClients(db: Reader, tenantId: bigint): Promise<Omit<Client, 'secret'>[]> {
  const rows = await db.sql
    .selectFrom('api_clients')
    .select(['id', 'agent_id', 'name', 'enabled', 'rate_limit'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    tenantId,
    agentId: row.agent_id,
    name: row.name,
    enabled: row.enabled === 1,
    rateLimit: row.rate_limit,
  }));
}
