import assert from 'node:assert/strict';
import { callerFor } from '#crm/access/caller-for.ts';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { findCustomers } from '#crm/customers/find-customers.ts';
import { listCustomers } from '#crm/customers/list-customers.ts';
import { checkFigures } from '#crm/figures/check-figures.ts';
import type { Store } from '#crm/store.ts';
import type { Outcome } from './writers.ts';

/** Nothing acknowledged is lost, nothing is there by half, and every figure equals a recount. */
export async function checkWritten(store: Store, tenantId: bigint, adminId: bigint, outcomes: readonly Outcome[]) {
  const who = await callerFor(store, tenantId, adminId, 'cli');
  const strange = outcomes.flatMap((outcome) => outcome.strange);
  assert.deepEqual(strange.slice(0, 3), [], `${strange.length} strange answers`);

  await store.read(async (db) => {
    for (const written of outcomes.flatMap((outcome) => outcome.written)) {
      const [found] = await findCustomers(db, who, { by: 'phone', phone: written.phones[1]! }, 2);
      assert.equal(found?.id, written.id, `customer ${written.id} was acknowledged`);
      const names = [written.name, written.unanswered].filter((name) => name !== undefined);
      assert.ok(names.includes(found.name), `customer ${written.id} is called ${found.name}`);
      assert.deepEqual(
        found.phones.map(({ content }) => content),
        written.phones,
      );
      const changes = await db.sql
        .selectFrom('changes')
        .select(['field', 'old_text', 'new_text'])
        .where('tenant_id', '=', tenantId)
        .where('record', '=', 'customer')
        .where('record_id', '=', written.id)
        .execute();
      const updates = found.name === written.unanswered ? written.updates + 1 : written.updates;
      assert.equal(changes.length, updates, `changes of customer ${written.id}`);
      if (updates > 0) assert.equal(changes.at(-1)!.new_text, found.name);
      const named = await listCustomers(db, who, { nameContains: found.name }, { limit: 1000 });
      assert.ok(
        named.some(({ id }) => id === found.id),
        `customer ${written.id} is found by its name`,
      );
    }
    for (const phone of outcomes.flatMap((outcome) => outcome.unanswered)) {
      const [found] = await findCustomers(db, who, { by: 'phone', phone }, 2);
      if (found !== undefined) assert.equal(found.phones.length, 2, `customer ${found.id} is there by half`);
    }
    const { n } = await db.sql
      .selectFrom('customers')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('tenant_id', '=', tenantId)
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow();
    assert.equal(await countCustomers(db, who, {}), Number(n));
    assert.equal(await countCustomers(db, who, { nameContains: '测试' }), Number(n), 'the gram index holds each once');
    const events = await db.sql
      .selectFrom('events')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('tenant_id', '=', tenantId)
      .where('kind', '=', 'customer.created')
      .executeTakeFirstOrThrow();
    assert.equal(Number(events.n), Number(n), 'one event a creation');
    assert.deepEqual(await checkFigures(db), []);
  });
  assert.deepEqual(await store.engine.check(), []);
}
