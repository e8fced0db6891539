import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oweDelivery } from '#crm/webhooks/deliveries.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { purgeEvents } from './purge-events.ts';
import { eventsAfter } from './read-events.ts';
import { recordEvent } from './record-event.ts';

const DAY_MS = 86_400_000;
const NOW = 1_700_000_000_000;

onEachEngine('purging events', (boot) => {
  let at: TestStore;
  const daysAgo = (days: number) => NOW - days * DAY_MS;
  const happen = (days: number, count: number) =>
    at.store.write(async (db) => {
      const who = { ...at.admin, now: daysAgo(days) };
      for (let left = count; left > 0; left -= 1) {
        await recordEvent(db, who, { kind: 'customer.updated', record: 'customer', recordId: 1n });
      }
    });
  const left = async () =>
    (await at.store.read((db) => eventsAfter(db, at.tenantId, 0n, 5000))).map(
      ({ happenedAt }) => (NOW - happenedAt) / DAY_MS,
    );

  test('takes those that are too old, however many, and no other', async () => {
    at = await boot.store();
    await happen(40, 2001);
    await happen(31, 3);
    await happen(29, 2);
    await purgeEvents(at.store, 30, NOW);
    assert.deepEqual(await left(), [29, 29]);
    await purgeEvents(at.store, 30, NOW);
    assert.deepEqual(await left(), [29, 29]);
  });

  test('leaves the newest, old as it is', async () => {
    await purgeEvents(at.store, 10, NOW);
    assert.deepEqual(await left(), [29]);
  });

  test('takes old deliveries with them, but for those that still wait', async () => {
    const { tenantId } = at;
    const ids = await at.store.write(async (db) => {
      const owe = (days: number) => oweDelivery(db, tenantId, 1n, 1n, daysAgo(days));
      return { old: await owe(40), waiting: await owe(40), fresh: await owe(1) };
    });
    const settle = (id: bigint) =>
      at.store.write((db) =>
        db.sql
          .updateTable('webhook_deliveries')
          .set({ state: 'delivered' })
          .where('tenant_id', '=', tenantId)
          .where('id', '=', id)
          .execute(),
      );
    await settle(ids.old);
    await settle(ids.fresh);
    await purgeEvents(at.store, 30, NOW);
    const rows = await at.store.read((db) =>
      db.sql.selectFrom('webhook_deliveries').select('id').where('tenant_id', '=', tenantId).orderBy('id').execute(),
    );
    assert.deepEqual(
      rows.map(({ id }) => id),
      [ids.waiting, ids.fresh],
    );
  });
});
