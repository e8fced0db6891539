import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { Webhook as Verifier } from 'standardwebhooks';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { listDeliveries, oweDelivery, resend } from '#crm/webhooks/deliveries.ts';
import { createWebhook, newWebhookSecret } from '#crm/webhooks/webhooks.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { WebhookSender } from './webhooks.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An integrator's server that answers what `status` says. */
async function receiver() {
  const received: Received[] = [];
  const state = { status: 200 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(state.status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    received,
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    close: () => server.close(),
  };
}

onEachEngine('webhooks', (boot) => {
  let at: TestStore;
  const log = { error: (facts: object) => assert.fail(JSON.stringify(facts)) };

  async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (let tries = 0; tries < 400; tries += 1) {
      const found = await look();
      if (found !== undefined) return found;
      await delay(25);
    }
    throw new Error('it did not come');
  }

  test('an event is sent once, signed so that standardwebhooks verifies it, without a phone', {
    timeout: 60_000,
  }, async () => {
    at = await boot.store();
    const hook = await receiver();
    const secret = newWebhookSecret();
    const webhook = await at.store.write((db) =>
      createWebhook(
        db,
        at.store.secrets,
        at.admin,
        { url: hook.url, kinds: ['customer.created'], enabled: true },
        secret,
      ),
    );
    await using sender = new WebhookSender({ store: at.store, log, inner: true });
    // Written long enough ago that no write of its time can be open any more.
    const then = { ...at.admin, now: Date.now() - 60_000 };
    const customer = await at.store.write((db) =>
      createCustomer(db, then, { name: '甲', phones: { kind: 'all', contents: ['13800000001'] } }),
    );
    sender.wake();
    const [first] = [await until(() => hook.received[0])];
    const headers = first.headers as Record<string, string>;
    const body = new Verifier(secret).verify(first.body, headers) as { type: string; data: { recordId: string } };
    assert.deepEqual([body.type, body.data.recordId], ['customer.created', String(customer.id)]);
    assert.ok(!first.body.includes('138'));
    const delivered = await until(async () => {
      const [one] = await at.store.read((db) => listDeliveries(db, at.admin, webhook.id, { limit: 5 }));
      return one?.state === 'delivered' ? one : undefined;
    });
    assert.deepEqual([delivered.attempts, delivered.status], [1, 200]);
    sender.wake();
    await delay(100);
    assert.equal(hook.received.length, 1);

    hook.state.status = 500;
    await at.store.write((db) => resend(db, at.admin, webhook.id, delivered.id));
    sender.wake();
    const failed = await until(async () => {
      const [one] = await at.store.read((db) => listDeliveries(db, at.admin, webhook.id, { limit: 1 }));
      return one?.status === 500 ? one : undefined;
    });
    assert.equal(failed.state, 'waiting');
    assert.ok(failed.nextAttemptAt! > Date.now());
    hook.close();
  });

  test('an address that leads inside is never asked', { timeout: 60_000 }, async () => {
    const hook = await receiver();
    const { port } = new URL(hook.url);
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const webhook = await at.store.write((db) =>
        createWebhook(
          db,
          at.store.secrets,
          at.admin,
          { url: `http://${host}:${port}/`, kinds: ['*'], enabled: true },
          newWebhookSecret(),
        ),
      );
      await at.store.write((db) => oweDelivery(db, at.tenantId, webhook.id, 0n, Date.now()));
      await using sender = new WebhookSender({ store: at.store, log });
      sender.wake();
      const tried = await until(async () => {
        const [one] = await at.store.read((db) => listDeliveries(db, at.admin, webhook.id, { limit: 1 }));
        return one?.detail === null ? undefined : one;
      });
      assert.match(tried.detail ?? '', /not public/);
      assert.equal(tried.state, 'waiting');
    }
    assert.equal(hook.received.length, 0);
    hook.close();
  });
});
