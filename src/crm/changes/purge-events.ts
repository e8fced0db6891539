import type { Store, Writer } from '#crm/store.ts';

const CHUNK = 1000;
const DAY_MS = 86_400_000;

/**
 * Deletes events older than `days`, and the webhook deliveries of so long ago that are over, of all tenants, a thousand a
 * transaction. The newest event of a tenant stays: listeners go on after its id. To be run every few minutes.
 */
export async function purgeEvents(store: Store, days: number, now = Date.now()): Promise<void> {
  const before = now - days * DAY_MS;
  const tenants = await store.read((db) => db.sql.selectFrom('tenants').select('id').execute());
  for (const { id } of tenants) {
    while (await store.write((db) => purgeDeliveries(db, id, before)));
    while (await store.write((db) => purgeOldest(db, id, before)));
  }
}

/** Whether there may be more. What still waits for its turn stays. */
async function purgeDeliveries(db: Writer, tenantId: bigint, before: number): Promise<boolean> {
  const lowest = await db.sql
    .selectFrom('webhook_deliveries')
    .select(['id', 'state', 'created_at'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .limit(CHUNK)
    .execute();
  const ids = lowest.filter((one) => one.state !== 'waiting' && one.created_at < before).map(({ id }) => id);
  if (ids.length === 0) return false;
  await db.sql.deleteFrom('webhook_deliveries').where('tenant_id', '=', tenantId).where('id', 'in', ids).execute();
  return lowest.length === CHUNK;
}

/** Events come in the order of time but for a few seconds, so the lowest ids tell whether there are old ones. */
async function purgeOldest(db: Writer, tenantId: bigint, before: number): Promise<boolean> {
  const lowest = await db.sql
    .selectFrom('events')
    .select(['id', 'happened_at'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .limit(CHUNK + 1)
    .execute();
  const kept = lowest.findIndex(({ happened_at: at }) => at >= before);
  const last = lowest.at((kept === -1 ? lowest.length - 1 : kept) - 1);
  if (lowest.length < 2 || kept === 0 || last === undefined) return false;
  await db.sql.deleteFrom('events').where('tenant_id', '=', tenantId).where('id', '<=', last.id).execute();
  return kept === -1 && lowest.length > CHUNK;
}
