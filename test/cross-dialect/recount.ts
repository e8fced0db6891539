import assert from 'node:assert/strict';
import { isWon } from '#crm/opportunities/stages.ts';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { readCount } from '#crm/counts.ts';
import type { TestApp } from '#testing/boot.ts';

/** Every derived figure must equal a recount from the rows. */
export async function assertCoherent(at: TestApp): Promise<void> {
  const { tenantId, admin } = at;
  await at.store.read(async (db) => {
    const customers = await db.sql.selectFrom('customers').selectAll().where('tenant_id', '=', tenantId).execute();
    const followUps = await db.sql.selectFrom('follow_ups').selectAll().where('tenant_id', '=', tenantId).execute();
    const opportunities = await db.sql
      .selectFrom('opportunities')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .execute();
    const companies = await db.sql.selectFrom('companies').selectAll().where('tenant_id', '=', tenantId).execute();
    const living = customers.filter((one) => one.deleted_at === null);
    for (const one of customers) {
      const own = followUps.filter((row) => row.customer_id === one.id);
      const sold = opportunities.filter((row) => row.customer_id === one.id && row.deleted_at === null);
      const last = own.reduce((at_, row) => Math.max(at_, row.created_at), 0);
      assert.deepEqual(
        [one.follow_up_count, one.opportunity_count, one.won_count, one.last_contact_at ?? 0],
        [
          own.filter((row) => row.deleted_at === null).length,
          sold.length,
          sold.filter((row) => isWon(admin.directory, row.stage_id)).length,
          last,
        ],
        `customer ${one.id}`,
      );
      for (const row of [...own, ...opportunities.filter((opportunity) => opportunity.customer_id === one.id)]) {
        assert.equal(row.visible, one.deleted_at === null && row.deleted_at === null ? 1 : 0);
      }
    }
    for (const company of companies) {
      assert.equal(company.customer_count, living.filter((one) => one.company_id === company.id).length, company.name);
    }
    assert.equal(await readCount(db, tenantId, 'customers'), living.length);
    assert.equal(await readCount(db, tenantId, 'follow_ups'), followUps.filter((row) => row.visible === 1).length);
    assert.equal(
      await readCount(db, tenantId, 'opportunities'),
      opportunities.filter((row) => row.visible === 1).length,
    );
    // The cube, by each of its cells and through a filter.
    for (const typeId of new Set(living.map((one) => one.type_id))) {
      const expected = living.filter((one) => one.type_id === typeId).length;
      assert.equal(await countCustomers(db, admin, { typeId }), expected, `type ${typeId}`);
    }
    assert.equal(
      await countCustomers(db, admin, { inPool: true }),
      living.filter((one) => one.owner_agent_id === null && one.owner_department_id === null).length,
    );
    // The search index finds each living customer by its whole name, and no deleted one.
    for (const name of new Set(customers.map((one) => one.name))) {
      const expected = living.filter((one) => one.name_key.includes(name.toLowerCase())).length;
      assert.equal(await countCustomers(db, admin, { nameContains: name }), expected, name);
    }
  });
}
