import type { Selectable } from 'kysely';
import { requirePermission } from '#crm/access/scope.ts';
import { toEvent, type StoredEvent } from '#crm/changes/read-events.ts';
import { CrmError } from '#crm/errors.ts';
import { insertWithNewId } from '#crm/ids.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import type { WebhookDeliveriesTable } from '#engines/engine.ts';
import { readWebhook } from './webhooks.ts';

export interface Delivery {
  readonly id: bigint;
  readonly webhookId: bigint;
  readonly event: { readonly id: bigint; readonly kind: string; readonly record: string; readonly recordId: bigint };
  readonly state: WebhookDeliveriesTable['state'];
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
  /** The HTTP status of the last attempt; null without an answer. */
  readonly status: number | null;
  readonly detail: string | null;
  readonly createdAt: number;
}

/** A webhook's deliveries, newest first. Raises `not_found`. */
export async function listDeliveries(
  db: Reader,
  who: Caller,
  webhookId: bigint,
  page: { readonly limit: number; readonly after?: readonly bigint[] },
): Promise<Delivery[]> {
  requirePermission(who, 'settings.edit');
  await readWebhook(db, who.tenantId, webhookId);
  let query = db.sql
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('webhook_id', '=', webhookId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  const [after] = page.after ?? [];
  if (after !== undefined) query = query.where('id', '<', after);
  return await withEvents(db, who.tenantId, await query.execute());
}

export async function countDeliveries(db: Reader, who: Caller, webhookId: bigint): Promise<number> {
  const { n } = await db.sql
    .selectFrom('webhook_deliveries')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', who.tenantId)
    .where('webhook_id', '=', webhookId)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** Has a delivery sent again, now. Raises `not_found`. */
export async function resend(db: Writer, who: Caller, webhookId: bigint, id: bigint): Promise<Delivery> {
  requirePermission(who, 'settings.edit');
  const rows = await db.sql
    .updateTable('webhook_deliveries')
    .set({ state: 'waiting', attempts: 0, next_attempt_at: who.now })
    .where('tenant_id', '=', who.tenantId)
    .where('webhook_id', '=', webhookId)
    .where('id', '=', id)
    .returningAll()
    .execute();
  const [delivery] = await withEvents(db, who.tenantId, rows);
  if (delivery === undefined) throw new CrmError('not_found', { record: 'webhook', id: String(id) });
  return delivery;
}

/** Owes an event to a webhook; it is sent as soon as may be. */
export async function oweDelivery(
  db: Writer,
  tenantId: bigint,
  webhookId: bigint,
  eventId: bigint,
  now: number,
): Promise<bigint> {
  return await insertWithNewId(db, 'webhook_deliveries', tenantId, (id) => ({
    tenant_id: tenantId,
    id,
    webhook_id: webhookId,
    event_id: eventId,
    state: 'waiting' as const,
    attempts: 0,
    next_attempt_at: now,
    status: null,
    detail: null,
    created_at: now,
  }));
}

/** The events of deliveries by id; those that were purged are absent. */
export async function eventsOf(
  db: Reader,
  tenantId: bigint,
  ids: readonly bigint[],
): Promise<ReadonlyMap<bigint, StoredEvent>> {
  if (ids.length === 0) return new Map();
  const rows = await db.sql
    .selectFrom('events')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, toEvent(row)]));
}

async function withEvents(
  db: Reader,
  tenantId: bigint,
  rows: readonly Selectable<WebhookDeliveriesTable>[],
): Promise<Delivery[]> {
  const events = await eventsOf(
    db,
    tenantId,
    rows.map((row) => row.event_id),
  );
  return rows.map((row) => {
    const event = events.get(row.event_id);
    return {
      id: row.id,
      webhookId: row.webhook_id,
      event: {
        id: row.event_id,
        kind: event?.kind ?? 'webhook.test',
        record: event?.record ?? 'webhook',
        recordId: event?.recordId ?? row.webhook_id,
      },
      state: row.state,
      attempts: row.attempts,
      nextAttemptAt: row.next_attempt_at,
      status: row.status,
      detail: row.detail,
      createdAt: row.created_at,
    };
  });
}
