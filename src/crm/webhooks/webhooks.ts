import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { requirePermission } from '#crm/access/scope.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import { newestEventId } from '#crm/changes/read-events.ts';
import { CrmError } from '#crm/errors.ts';
import { insertWithNewId } from '#crm/ids.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import type { WebhooksTable } from '#engines/engine.ts';

/** An address that events of some kinds are sent to. */
export interface Webhook {
  readonly id: bigint;
  readonly url: string;
  /** Kinds of events, such as `customer.created`, or `customer.*`; `*` = all. */
  readonly kinds: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly waiting: number;
  readonly failed: number;
}

export interface WebhookPatch {
  readonly url?: string;
  readonly kinds?: readonly string[];
  readonly enabled?: boolean;
}

const LONGEST_URL = 2048;
const MOST_WEBHOOKS = 50;

/** `whsec_` and 32 random bytes, as standardwebhooks names secrets. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

export async function listWebhooks(db: Reader, who: Caller): Promise<Webhook[]> {
  requirePermission(who, 'settings.edit');
  const rows = await db.sql
    .selectFrom('webhooks')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .orderBy('id')
    .execute();
  const counts = await db.sql
    .selectFrom('webhook_deliveries')
    .select((eb) => ['webhook_id', 'state', eb.fn.countAll<number>().as('n')])
    .where('tenant_id', '=', who.tenantId)
    .where('state', 'in', ['waiting', 'failed'])
    .groupBy(['webhook_id', 'state'])
    .execute();
  const countOf = (id: bigint, state: string) =>
    Number(counts.find((row) => row.webhook_id === id && row.state === state)?.n ?? 0);
  return rows.map((row) => toWebhook(row, countOf(row.id, 'waiting'), countOf(row.id, 'failed')));
}

/** Events from now on are sent. Raises `invalid` for the address or a kind, and beyond 50 webhooks. */
export async function createWebhook(
  db: Writer,
  secrets: SecretBox,
  who: Caller,
  webhook: Required<WebhookPatch>,
  secret: string,
): Promise<Webhook> {
  requirePermission(who, 'settings.edit');
  if ((await listWebhooks(db, who)).length >= MOST_WEBHOOKS) {
    throw new CrmError('invalid', { field: 'url', reason: `more than ${MOST_WEBHOOKS} webhooks` });
  }
  const row = {
    tenant_id: who.tenantId,
    url: checkUrl(webhook.url),
    secret_sealed: secrets.seal(secret),
    kinds: kindsText(webhook.kinds),
    enabled: webhook.enabled ? 1 : 0,
    last_event_id: await newestEventId(db, who.tenantId),
    created_at: who.now,
  };
  const id = await insertWithNewId(db, 'webhooks', who.tenantId, (free) => ({ ...row, id: free }));
  return toWebhook({ ...row, id }, 0, 0);
}

/** What isn't given stays; one that is enabled again begins with what happens from then on. Raises `not_found`, `invalid`. */
export async function updateWebhook(
  db: Writer,
  who: Caller,
  id: bigint,
  patch: WebhookPatch & { readonly secretSealed?: string },
): Promise<Webhook> {
  requirePermission(who, 'settings.edit');
  const present = await readWebhook(db, who.tenantId, id);
  const revived = patch.enabled === true && present.enabled === 0;
  const changed = {
    url: patch.url === undefined ? present.url : checkUrl(patch.url),
    kinds: patch.kinds === undefined ? present.kinds : kindsText(patch.kinds),
    enabled: patch.enabled === undefined ? present.enabled : patch.enabled ? 1 : 0,
    secret_sealed: patch.secretSealed ?? present.secret_sealed,
    last_event_id: revived ? await newestEventId(db, who.tenantId) : present.last_event_id,
  };
  await db.sql
    .updateTable('webhooks')
    .set(changed)
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .execute();
  return (await listWebhooks(db, who)).find((one) => one.id === id)!;
}

/** Deletes it with its deliveries. Raises `not_found`. */
export async function deleteWebhook(db: Writer, who: Caller, id: bigint): Promise<void> {
  requirePermission(who, 'settings.edit');
  await readWebhook(db, who.tenantId, id);
  await db.sql
    .deleteFrom('webhook_deliveries')
    .where('tenant_id', '=', who.tenantId)
    .where('webhook_id', '=', id)
    .execute();
  await db.sql.deleteFrom('webhooks').where('tenant_id', '=', who.tenantId).where('id', '=', id).execute();
}

/** Raises `not_found`. */
export async function readWebhook(db: Reader, tenantId: bigint, id: bigint): Promise<Selectable<WebhooksTable>> {
  const row = await db.sql
    .selectFrom('webhooks')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'webhook', id: String(id) });
  return row;
}

/** Whether events of a kind are sent. */
export function wantsKind(kinds: readonly string[], kind: string): boolean {
  return kinds.some((one) => one === '*' || one === kind || one === `${kind.split('.', 1)[0]}.*`);
}

function checkUrl(url: string): string {
  checkText('url', url, LONGEST_URL);
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '') {
    throw new CrmError('invalid', { field: 'url', reason: 'not an http(s) address without credentials' });
  }
  return url;
}

function kindsText(kinds: readonly string[]): string {
  if (kinds.length === 0) throw new CrmError('missing', { field: 'kinds' });
  const wrong = kinds.find((kind) => !/^(\*|[a-z_]{1,40}\.(\*|[a-z_]{1,40}))$/.test(kind));
  if (wrong !== undefined || kinds.length > 100) {
    throw new CrmError('invalid', { field: 'kinds', reason: 'not kinds such as customer.created, customer.* or *' });
  }
  return JSON.stringify([...new Set(kinds)]);
}

function toWebhook(row: Selectable<WebhooksTable>, waiting: number, failed: number): Webhook {
  const { id, url, enabled, created_at: createdAt } = row;
  return { id, url, kinds: JSON.parse(row.kinds) as string[], enabled: enabled === 1, createdAt, waiting, failed };
}
