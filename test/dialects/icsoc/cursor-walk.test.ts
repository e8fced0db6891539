import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { deleteFollowUps } from '#crm/follow-ups/delete-follow-ups.ts';
import type { Caller } from '#crm/store.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type IcsocCaller, openCaller } from './icsoc-caller.ts';

/** Set it for many more and longer walks. */
const WALKS = process.env['HUILIU_TEST_FUZZ'] === undefined ? 8 : 200;

/** What happens between two pages: records come, at any time of the list, and go. */
interface Step {
  /** Seconds at which new ones say they were written; equal ones are many. */
  readonly added: readonly number[];
  /** Which of those that are there go, by their place among them. */
  readonly removed: readonly number[];
}

const step = fc.record<Step>({
  added: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 }),
  removed: fc.array(fc.nat({ max: 60 }), { maxLength: 3 }),
});

const walk = fc.record({
  first: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 25 }),
  steps: fc.array(step, { maxLength: 12 }),
  pageSize: fc.integer({ min: 1, max: 5 }),
  sort: fc.constantFrom('create_time', 'update_time', 'record_type', 'id'),
  order: fc.constantFrom('asc', 'desc'),
  filter: fc.constantFrom<Record<string, string>>(
    {},
    { record_content_name: '走' },
    { record_content_name: '走查记录' },
    { cle_name: '客户' },
    { cle_name: '走查', record_type: '37' },
    { create_time: '1970-01-02' },
  ),
});

onEachEngine('icsoc cursor walks', (boot) => {
  let at: TestApp;
  let caller: IcsocCaller;
  const write = async (who: Caller, customerId: bigint, seconds: readonly number[]): Promise<bigint[]> =>
    await at.store.write(async (db) => {
      const ids: bigint[] = [];
      for (const second of seconds) {
        const input = { customerId, typeId: 36n + BigInt(second % 3), content: '<b>走</b>查记录' };
        const { id } = await createFollowUp(db, who, input, { createdAt: (86_400 * 5 + second) * 1000 });
        ids.push(id);
      }
      return ids;
    });

  test('a walk repeats no record and skips none that was there throughout, whatever comes and goes meanwhile', async () => {
    at = await boot.app();
    caller = await openCaller(at);
    const who = await at.callerOf('admin');
    const property = fc.asyncProperty(walk, async ({ first, steps, pageSize, sort, order, filter }) => {
      const customer = await at.store.write((db) => createCustomer(db, who, { name: '走查客户' }));
      const query = { ...filter, cle_id: String(customer.id), page_size: String(pageSize), sort, order };
      const present = await write(who, customer.id, first);
      const throughout = new Set(present);
      const everThere = new Set(present);
      const seen: bigint[] = [];
      let cursor = '';
      for (let page = 0; ; page += 1) {
        const answer = await caller.get('/followupRecord/followupRecords', { ...query, cursor });
        assert.equal(answer.status, 200, answer.text);
        const data = answer.body.data as { cursor: string; total: number; rows: { id: string; record_type: number }[] };
        seen.push(...data.rows.map((row) => BigInt(row.id)));
        if (data.rows.length === 0) {
          assert.equal(data.cursor, '');
          break;
        }
        if (filter['record_type'] === undefined) assert.equal(data.total, present.length);
        cursor = data.cursor;
        const { added = [], removed = [] } = steps[page] ?? {};
        for (const id of await write(who, customer.id, added)) {
          present.push(id);
          everThere.add(id);
        }
        const gone = removed.flatMap((place) => present.splice(place % Math.max(1, present.length), 1));
        for (const id of gone) throughout.delete(id);
        await at.store.write((db) => deleteFollowUps(db, who, gone));
      }
      assert.equal(new Set(seen).size, seen.length, 'no record comes twice');
      for (const id of seen) assert.ok(everThere.has(id));
      if (filter['record_type'] === undefined) {
        for (const id of throughout) assert.ok(seen.includes(id), `${id} was there throughout`);
      }
    });
    await fc.assert(property, { numRuns: WALKS });
  });
});
