import { isIP } from 'node:net';
import { type Static, Type } from 'typebox';
import { CrmError } from '#crm/errors.ts';
import {
  countDeliveries,
  type Delivery as CrmDelivery,
  listDeliveries,
  oweDelivery,
  resend,
} from '#crm/webhooks/deliveries.ts';
import {
  createWebhook,
  deleteWebhook,
  listWebhooks,
  newWebhookSecret,
  readWebhook,
  updateWebhook,
  type Webhook as CrmWebhook,
} from '#crm/webhooks/webhooks.ts';
import { isPublicAddress } from '#transport/http/public-address.ts';
import { configure } from '../admin.ts';
import { readPage, toPage } from '../page.ts';
import { present } from '../read-customer.ts';
import { route } from '../route.ts';
import { Id, Items, Nullable, Page, pageQuery, Time } from '../schemas/common.ts';
import { showTime, showTimeOrNull } from '../time.ts';

const tag = 'Integration';
const access = 'settings.edit';

const Kinds = Type.Array(Type.String(), { maxItems: 100, description: 'customer.created, customer.*, *' });
const Webhook = Type.Object({
  id: Id,
  url: Type.String(),
  kinds: Kinds,
  enabled: Type.Boolean(),
  createdAt: Time,
  waiting: Type.Integer(),
  failed: Type.Integer(),
});
const Delivery = Type.Object({
  id: Id,
  event: Type.Object({
    id: Type.String({ description: '0 for a test' }),
    kind: Type.String(),
    record: Type.String(),
    recordId: Id,
  }),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('delivered'), Type.Literal('failed')]),
  attempts: Type.Integer(),
  nextAttemptAt: Nullable(Time),
  status: Nullable(Type.Integer()),
  detail: Nullable(Type.String()),
  createdAt: Time,
});

export const webhookRoutes = [
  route({
    method: 'GET',
    path: '/admin/webhooks',
    tag,
    summary: 'Addresses that events are sent to',
    access,
    answer: Items(Webhook),
    run: ({ read, who }) => read(async (db) => ({ items: (await listWebhooks(db, who)).map(showWebhook) })),
  }),
  route({
    method: 'POST',
    path: '/admin/webhooks',
    tag,
    summary: 'Send events to an address, signed as standardwebhooks; the secret is shown once',
    access,
    body: Type.Object({ url: Type.String(), kinds: Kinds, enabled: Type.Optional(Type.Boolean()) }),
    answer: Type.Object({ ...Webhook.properties, secret: Type.String() }),
    status: 201,
    async run(call) {
      const { who, store } = call;
      const { url, kinds, enabled = true } = call.body;
      refuseInner(url);
      const secret = newWebhookSecret();
      let made: CrmWebhook | undefined;
      return await configure(
        call,
        { action: 'webhook.create', record: 'webhook', detail: { url } },
        async (db) => {
          made = await createWebhook(db, store.secrets, who, { url, kinds, enabled }, secret);
          return made.id;
        },
        () => ({ ...showWebhook(made!), secret }),
      );
    },
  }),
  route({
    method: 'PATCH',
    path: '/admin/webhooks/:id',
    tag,
    summary: 'Change a webhook; one that is enabled again begins with what happens from then on',
    access,
    body: Type.Object({
      url: Type.Optional(Type.String()),
      kinds: Type.Optional(Kinds),
      enabled: Type.Optional(Type.Boolean()),
    }),
    answer: Webhook,
    async run(call) {
      const id = call.params.id();
      if (call.body.url !== undefined) refuseInner(call.body.url);
      let changed: CrmWebhook | undefined;
      return await configure(
        call,
        { action: 'webhook.update', record: 'webhook' },
        async (db) => {
          changed = await updateWebhook(db, call.who, id, present(call.body));
          return id;
        },
        () => showWebhook(changed!),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: '/admin/webhooks/:id',
    tag,
    summary: 'Delete a webhook with its deliveries',
    access,
    run: (call) =>
      configure(
        call,
        { action: 'webhook.delete', record: 'webhook' },
        async (db) => {
          const id = call.params.id();
          await deleteWebhook(db, call.who, id);
          return id;
        },
        () => undefined,
      ),
  }),
  route({
    method: 'POST',
    path: '/admin/webhooks/:id/secret',
    tag,
    summary: 'Give a webhook a new secret, shown once',
    access,
    answer: Type.Object({ secret: Type.String() }),
    run: (call) => {
      const secret = newWebhookSecret();
      return configure(
        call,
        { action: 'webhook.secret', record: 'webhook' },
        async (db) => {
          const id = call.params.id();
          await updateWebhook(db, call.who, id, { secretSealed: call.store.secrets.seal(secret) });
          return id;
        },
        () => ({ secret }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/admin/webhooks/:id/test',
    tag,
    summary: 'Send an event of the kind webhook.test',
    access,
    answer: Delivery,
    status: 202,
    run: ({ write, who, params }) =>
      write(async (db) => {
        const { id } = await readWebhook(db, who.tenantId, params.id());
        await oweDelivery(db, who.tenantId, id, 0n, who.now);
        const [delivery] = await listDeliveries(db, who, id, { limit: 1 });
        return showDelivery(delivery!);
      }),
  }),
  route({
    method: 'GET',
    path: '/admin/webhooks/:id/deliveries',
    tag,
    summary: "A webhook's deliveries, newest first",
    access,
    query: Type.Object(pageQuery),
    answer: Page(Delivery),
    async run(call) {
      const page = readPage(call);
      const { who, params } = call;
      const id = params.id();
      return await call.read(async (db) => {
        const after = page.after === undefined ? {} : { after: page.after };
        const rows = await listDeliveries(db, who, id, { limit: page.fetch, ...after });
        const total = page.wantsTotal ? await countDeliveries(db, who, id) : null;
        return await toPage(
          call,
          page,
          { rows, total },
          (last) => [last.id],
          (some) => some.map(showDelivery),
        );
      });
    },
  }),
  route({
    method: 'POST',
    path: '/admin/webhooks/:id/deliveries/:deliveryId/resend',
    tag,
    summary: 'Send a delivery again, now',
    access,
    answer: Delivery,
    status: 202,
    run: ({ write, who, params }) =>
      write(async (db) => showDelivery(await resend(db, who, params.id(), params.id('deliveryId')))),
  }),
];

/** Names are checked where the connection is made; an address that is written out can be refused at once. */
function refuseInner(url: string): void {
  const host = URL.parse(url)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (host === 'localhost' || (isIP(host) !== 0 && !isPublicAddress(host))) {
    throw new CrmError('invalid', { field: 'url', reason: 'leads into a network that is not public' });
  }
}

function showWebhook({ id, createdAt, kinds, ...rest }: CrmWebhook): Static<typeof Webhook> {
  return { ...rest, id: String(id), kinds: [...kinds], createdAt: showTime(createdAt) };
}

function showDelivery(delivery: CrmDelivery): Static<typeof Delivery> {
  const { id, event, state, attempts, nextAttemptAt, status, detail, createdAt } = delivery;
  return {
    id: String(id),
    event: { ...event, id: String(event.id), recordId: String(event.recordId) },
    state,
    attempts,
    nextAttemptAt: showTimeOrNull(nextAttemptAt),
    status,
    detail,
    createdAt: showTime(createdAt),
  };
}
