import type { Selectable } from 'kysely';
import { Webhook as Signer } from 'standardwebhooks';
import { eventsAfter, LONGEST_WRITE_MS, type StoredEvent } from '#crm/changes/read-events.ts';
import type { Store } from '#crm/store.ts';
import { eventsOf, oweDelivery } from '#crm/webhooks/deliveries.ts';
import { wantsKind } from '#crm/webhooks/webhooks.ts';
import type { WebhookDeliveriesTable, WebhooksTable } from '#engines/engine.ts';
import { FailingLog } from '#transport/failing-log.ts';
import { postOut } from '#transport/http/post-out.ts';

/** Waits after each failed attempt; then it is given up until somebody resends it. */
const RETRY_AFTER_MS = [5_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000];
const GATHER_MS = 50;
const LOOK_EVERY_MS = 2_000;
const EVENTS_A_READ = 200;
const MOST_AT_ONCE = 8;
/** A delivery that a dead process had in hand is tried again after so long. */
const LEASE_MS = 60_000;

export interface WebhookSenderOptions {
  readonly store: Store;
  readonly log: { error(facts: object, message: string): void };
  /** Also into private networks; for tests. */
  readonly inner?: boolean;
}

/** Owes each event to the webhooks that want it and sends what is owed, signed, until it is taken or given up. */
export class WebhookSender implements AsyncDisposable {
  readonly #options: WebhookSenderOptions;
  readonly #stop = new AbortController();
  readonly #failing: FailingLog;
  readonly #stopListening: () => void;
  readonly #clock: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
    this.#failing = new FailingLog(options.log, 'webhooks could not be sent');
    this.#stopListening = options.store.engine.onEvents(() => {
      this.#soon ??= setTimeout(() => this.wake(), GATHER_MS).unref();
    });
    this.#clock = setInterval(() => this.wake(), LOOK_EVERY_MS).unref();
  }

  /** Looks for what is owed now. */
  wake(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    if (this.#stop.signal.aborted || this.#working !== undefined) return;
    this.#working = this.#work()
      .then(
        () => this.#failing.succeeded(),
        (error: unknown) => this.#failing.failed(error),
      )
      .finally(() => {
        this.#working = undefined;
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopListening();
    clearInterval(this.#clock);
    clearTimeout(this.#soon);
    this.#stop.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    const { store } = this.#options;
    const webhooks = await store.read((db) =>
      db.sql.selectFrom('webhooks').selectAll().where('enabled', '=', 1).execute(),
    );
    for (const webhook of webhooks) while (await this.#owe(webhook));
    for (;;) {
      const due = await this.#takeDue();
      if (due.length === 0 || this.#stop.signal.aborted) return;
      await Promise.all(due.map((delivery) => this.#deliver(delivery)));
    }
  }

  /** Owes a webhook the next events; whether there may be more. Of several processes one does it. */
  async #owe(webhook: Selectable<WebhooksTable>): Promise<boolean> {
    const { store } = this.#options;
    const { tenant_id: tenantId, id } = webhook;
    const events = await store.read((db) => eventsAfter(db, tenantId, webhook.last_event_id, EVENTS_A_READ));
    const ready = events.slice(0, settledUpTo(store, events));
    const last = ready.at(-1);
    if (last === undefined) return false;
    const kinds = JSON.parse(webhook.kinds) as string[];
    const owed = await store.write(async (db) => {
      const moved = await db.sql
        .updateTable('webhooks')
        .set({ last_event_id: last.id })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .where('last_event_id', '=', webhook.last_event_id)
        .returning('id')
        .execute();
      if (moved.length === 0) return false;
      for (const event of ready) {
        if (wantsKind(kinds, event.kind)) await oweDelivery(db, tenantId, id, event.id, Date.now());
      }
      return true;
    });
    webhook.last_event_id = last.id;
    return owed && ready.length === EVENTS_A_READ;
  }

  /** Takes what is due, each for one process. */
  async #takeDue(): Promise<Selectable<WebhookDeliveriesTable>[]> {
    const { store } = this.#options;
    const now = Date.now();
    const found = await store.read((db) =>
      db.sql
        .selectFrom('webhook_deliveries')
        .select(['tenant_id', 'id', 'next_attempt_at'])
        .where('state', '=', 'waiting')
        .where('next_attempt_at', '<=', now)
        .orderBy('next_attempt_at')
        .limit(MOST_AT_ONCE)
        .execute(),
    );
    if (found.length === 0) return [];
    return await store.write(async (db) => {
      const taken: Selectable<WebhookDeliveriesTable>[] = [];
      for (const { tenant_id: tenantId, id, next_attempt_at: at } of found) {
        const row = await db.sql
          .updateTable('webhook_deliveries')
          .set((eb) => ({ next_attempt_at: now + LEASE_MS, attempts: eb('attempts', '+', 1) }))
          .where('tenant_id', '=', tenantId)
          .where('id', '=', id)
          .where('state', '=', 'waiting')
          .where('next_attempt_at', '=', at)
          .returningAll()
          .executeTakeFirst();
        if (row !== undefined) taken.push(row);
      }
      return taken;
    });
  }

  async #deliver(delivery: Selectable<WebhookDeliveriesTable>): Promise<void> {
    const { store, inner = false } = this.#options;
    const { tenant_id: tenantId, webhook_id: webhookId } = delivery;
    const { webhook, event } = await store.read(async (db) => ({
      webhook: await db.sql
        .selectFrom('webhooks')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('id', '=', webhookId)
        .executeTakeFirst(),
      event: (await eventsOf(db, tenantId, [delivery.event_id])).get(delivery.event_id),
    }));
    if (webhook === undefined) return;
    const body = bodyOf(delivery, event);
    const at = new Date();
    const messageId = `msg_${tenantId}_${delivery.id}`;
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Huiliu-Webhooks/1',
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Signer(store.secrets.open(webhook.secret_sealed)).sign(messageId, at, body),
    };
    const { status, fault } = await postOut(webhook.url, headers, body, { inner, signal: this.#stop.signal });
    // Stopped in the middle: the lease runs out, and it is tried again.
    if (this.#stop.signal.aborted) return;
    await this.#settle(delivery, status, fault);
  }

  async #settle(
    delivery: Selectable<WebhookDeliveriesTable>,
    status: number | null,
    fault: string | null,
  ): Promise<void> {
    const taken = status !== null && status >= 200 && status < 300;
    const wait = RETRY_AFTER_MS[delivery.attempts - 1];
    await this.#options.store.write((db) =>
      db.sql
        .updateTable('webhook_deliveries')
        .set({
          state: taken ? 'delivered' : wait === undefined ? 'failed' : 'waiting',
          next_attempt_at: taken || wait === undefined ? null : Date.now() + wait,
          status,
          detail: fault,
        })
        .where('tenant_id', '=', delivery.tenant_id)
        .where('id', '=', delivery.id)
        .where('attempts', '=', delivery.attempts)
        .execute(),
    );
  }
}

/** How many of these events may be owed: where writers commit at the same time, lower ids may come for a while. */
function settledUpTo(store: Store, events: readonly StoredEvent[]): number {
  if (store.engine.capabilities.counterSlots === 1) return events.length;
  const longAgo = Date.now() - LONGEST_WRITE_MS;
  const open = events.findIndex(({ happenedAt }) => happenedAt > longAgo);
  return open === -1 ? events.length : open;
}

function bodyOf(delivery: Selectable<WebhookDeliveriesTable>, event: StoredEvent | undefined): string {
  if (event === undefined) {
    const data = { id: String(delivery.event_id), webhookId: String(delivery.webhook_id) };
    return JSON.stringify({ type: 'webhook.test', timestamp: new Date(delivery.created_at).toISOString(), data });
  }
  return JSON.stringify({
    type: event.kind,
    timestamp: new Date(event.happenedAt).toISOString(),
    data: {
      id: String(event.id),
      record: event.record,
      recordId: String(event.recordId),
      customerId: event.customerId === null ? null : String(event.customerId),
      agentId: event.agentId === null ? null : String(event.agentId),
      detail: event.detail,
    },
  });
}
