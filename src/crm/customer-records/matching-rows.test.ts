import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { askFollowUps, type FollowUpFilter } from '#crm/follow-ups/follow-up-filter.ts';
import { onEachEngine } from '#testing/boot.ts';
import { listStatements } from './list-statements.ts';
import type { Way } from './matching-rows.ts';

const WAYS: readonly Way[] = ['walk', 'customers', 'texts', 'both'];
const TYPES = [36n, 37n] as const;
const DAY_MS = 86_400_000;

const statements = listStatements<{ readonly id: bigint }, 'created'>({
  table: 'follow_ups',
  text: 'content_key',
  shown: ['id'],
  counter: 'follow_up_count',
  sorts: { created: ['created_at', 'id'] },
  keepsOwner: true,
  customerSorts: ['created'],
});

onEachEngine('rows that match', (boot) => {
  test('are the same by whichever way they are come by, for whoever asks', async () => {
    const at = await boot.store();
    const own = await at.callerOf('own');
    const { now } = at.admin;
    const owner = { agent: { id: at.adminId }, departmentId: at.departmentId };
    await at.store.write(async (db) => {
      for (const [name, who] of [
        ['王一', null],
        ['王二', owner],
        ['李三', null],
      ] as const) {
        const customer = await createCustomer(db, at.admin, { name, ...(who === null ? {} : { owner: who }) });
        for (const content of ['表示需要报价', '需要报', '报价以后再说需要', '别的']) {
          for (const typeId of TYPES) await createFollowUp(db, at.admin, { customerId: customer.id, typeId, content });
        }
      }
    });
    const filters: readonly [filter: FollowUpFilter, ofAdmin: number, ofOwn: number][] = [
      [{ contentContains: '需要' }, 18, 12],
      [{ contentContains: '需要报' }, 12, 8],
      [{ contentContains: '需要报价', customerNameContains: '王' }, 4, 2],
      [{ contentContains: '报', customerNameContains: '王' }, 12, 6],
      [{ contentContains: '需要', customerNameContains: '王', typeId: TYPES[0] }, 6, 3],
      [{ contentContains: '需要', createdFrom: 0 }, 18, 12],
      [{ contentContains: '需要', createdTo: 0 }, 0, 0],
      [{ contentContains: '需要', createdFrom: 0, createdTo: DAY_MS }, 0, 0],
      [{ contentContains: '需要', createdFrom: now - 20 * DAY_MS, createdTo: now + DAY_MS }, 18, 12],
      [{ contentContains: '需要报', createdFrom: now - DAY_MS, typeId: TYPES[1] }, 6, 4],
      [{ contentContains: '报价', createdByAgentId: at.adminId }, 12, 8],
      [{ contentContains: '报价', createdByAgentId: own.agentId }, 0, 0],
      [{ contentContains: '需', typeId: TYPES[1], customerNameContains: '李' }, 3, 3],
      [{ contentContains: '没有的' }, 0, 0],
    ];
    for (const [filter, ofAdmin, ofOwn] of filters) {
      for (const [who, wanted] of [
        [at.admin, ofAdmin],
        [own, ofOwn],
      ] as const) {
        for (const way of WAYS) {
          const found = await at.store.read(async (db) => {
            const asked = (await askFollowUps(db, who, filter))!;
            const [counted] = await statements.countRows(db, asked, way);
            const page = await statements.pageRows(db, { asked, ascending: false }, `${way} created 50`);
            return { counted: Number(counted!.n), listed: page.length };
          });
          const title = `${way}: ${Object.entries(filter).join()}`;
          assert.deepEqual(found, { counted: wanted, listed: wanted }, title);
        }
      }
    }
  });
});
