import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Position } from '#crm/keyset.ts';
import type { Caller } from '#crm/store.ts';
import { onEachEngine } from '#testing/boot.ts';
import { bulkCreateCustomers } from './bulk-create-customers.ts';
import { countCustomers } from './count-customers.ts';
import type { Customer, CustomerFilter, CustomerPatch } from './customer.ts';
import { type CustomerOrder, customerPosition } from './customer-pages.ts';
import { listAndCountCustomers, listCustomers } from './list-customers.ts';

/** More than are looked at each without asking how else they could be found. */
const CUSTOMERS = 2600;
const DAY_MS = 86_400_000;

onEachEngine('customers of texts, owners, grades and times', (boot) => {
  test('are counted and listed alike by whichever way is the cheapest', async () => {
    const at = await boot.store();
    const { now } = at.admin;
    const own = await at.callerOf('own');
    const ofAdmin = { agent: { id: at.adminId }, departmentId: at.departmentId };
    const ofOwn = { agent: { id: own.agentId! }, departmentId: at.departmentId };
    const [type, otherType] = at.admin.directory.options.get('customer_type')!.all;
    const [grade, otherGrade] = at.admin.directory.options.get('customer_grade')!.all;
    const patchOf = (row: number): CustomerPatch => ({
      name: `${row % 50 === 0 ? '李' : '王'}${row % 3 === 0 ? '小' : ''}明`,
      phones: { kind: 'all', contents: [`138${String(row).padStart(8, '0')}`] },
      type: { id: row % 2 === 0 ? type!.id : otherType!.id },
      ...(row % 7 === 0 ? {} : { grade: { id: row % 5 === 0 ? grade!.id : otherGrade!.id } }),
      // A few of one's own, most of another's, and some of nobody.
      ...(row % 300 === 0 ? { owner: ofOwn } : row % 10 === 0 ? {} : { owner: ofAdmin }),
      ...(row % 900 === 1 ? { service: ofOwn, companyName: '某公司' } : {}),
    });
    for (let start = 0; start < CUSTOMERS; start += 650) {
      const rows = Array.from({ length: 650 }, (_unused, at) => ({
        patch: patchOf(start + at),
        origin: { createdAt: now - ((start + at) % 40) * DAY_MS },
      }));
      const outcomes = await at.store.write((db) => bulkCreateCustomers(db, at.admin, rows));
      assert.deepEqual(
        outcomes.filter((outcome) => 'error' in outcome),
        [],
      );
    }
    await at.place.analyze();
    const all = await at.store.read((db) => listCustomers(db, at.admin, {}, { limit: CUSTOMERS + 1 }));
    assert.equal(all.length, CUSTOMERS);
    const has = (one: Customer, part: string) => one.phones.some(({ content }) => content.includes(part));
    const companyId = all.find((one) => one.companyName === '某公司')!.companyId!;
    const asked: [filter: CustomerFilter, holds: (one: Customer) => boolean][] = [
      [{ nameContains: '王' }, ({ name }) => name.includes('王')],
      [{ nameContains: '王小明' }, ({ name }) => name.includes('王小明')],
      [{ pinyinContains: 'ming' }, () => true],
      [{ text: '13800' }, (one) => has(one, '13800')],
      [{ nameContains: '王', phoneContains: '77' }, (one) => one.name.includes('王') && has(one, '77')],
      [{ nameContains: '明', idContains: '1' }, ({ id }) => String(id).includes('1')],
      [
        { nameContains: '王', ownerAgentId: at.adminId },
        (one) => one.name.includes('王') && one.ownerAgentId === at.adminId,
      ],
      [{ phoneContains: '138', ownerAgentId: own.agentId! }, ({ ownerAgentId }) => ownerAgentId === own.agentId],
      [{ text: '王小明', ownerAgentId: null }, (one) => one.name.includes('王小明') && one.ownerAgentId === null],
      [{ text: '明', typeId: type!.id, inPool: true }, (one) => one.typeId === type!.id && one.ownerAgentId === null],
      [{ pinyinContains: 'wangming', typeId: type!.id }, (one) => one.name === '王明' && one.typeId === type!.id],
      [{ gradeId: grade!.id }, ({ gradeId }) => gradeId === grade!.id],
      [{ gradeId: null }, ({ gradeId }) => gradeId === null],
      [{ gradeId: grade!.id, typeId: type!.id }, (one) => one.gradeId === grade!.id && one.typeId === type!.id],
      [{ gradeId: grade!.id, nameContains: '王' }, (one) => one.gradeId === grade!.id && one.name.includes('王')],
      [
        { gradeId: grade!.id, phoneContains: '8', ownerAgentId: own.agentId! },
        (one) => one.gradeId === grade!.id && one.ownerAgentId === own.agentId,
      ],
      [
        { createdFrom: now - 3 * DAY_MS, ownerAgentId: own.agentId! },
        (one) => one.createdAt >= now - 3 * DAY_MS && one.ownerAgentId === own.agentId,
      ],
      [
        { createdTo: now - 30 * DAY_MS, ownerAgentId: at.adminId, gradeId: grade!.id },
        (one) => one.createdAt <= now - 30 * DAY_MS && one.ownerAgentId === at.adminId && one.gradeId === grade!.id,
      ],
      [{ nameContains: '明', companyId }, (one) => one.companyId === companyId],
      [{ nameContains: '明', phone: '13800000007' }, (one) => has(one, '13800000007')],
      [{ nameContains: '张' }, () => false],
      [{ gradeId: 999_999n }, () => false],
    ];
    for (const [who, reaches] of [
      [at.admin, () => true],
      [
        own,
        (one: Customer) => [one.ownerAgentId, one.serviceAgentId].includes(own.agentId) || one.ownerAgentId === null,
      ],
    ] as [Caller, (one: Customer) => boolean][]) {
      for (const [filter, holds] of asked) {
        // Who may not see phones finds them by the whole number alone.
        const isHidden = who === own && (filter.phoneContains !== undefined || filter.text === '13800');
        const wanted = all.filter((one) => !isHidden && reaches(one) && holds(one));
        const title = `${who.agentId}: ${JSON.stringify(filter, (_key, value) => (typeof value === 'bigint' ? String(value) : value))}`;
        const total = await at.store.read((db) => countCustomers(db, who, filter));
        assert.equal(total, wanted.length, title);
        for (const order of ['newest', 'stalest', 'id'] as const) {
          const sorted = wanted.toSorted(by(order)).map(({ id }) => id);
          const pageOf = (after: Position | undefined) => {
            const page = { limit: 20, order, ...(after === undefined ? {} : { after }) };
            return at.store.read(async (db) => [
              { customers: await listCustomers(db, who, filter, page), total },
              { customers: await listCustomers(db, who, filter, { ...page, total }), total },
              await listAndCountCustomers(db, who, filter, page),
            ]);
          };
          let after: Position | undefined;
          for (const start of [0, 20, 40]) {
            for (const page of await pageOf(after)) {
              const ids = page.customers.map(({ id }) => id);
              assert.deepEqual(
                [ids, page.total],
                [sorted.slice(start, start + 20), wanted.length],
                `${title} ${order} ${start}`,
              );
            }
            const last = wanted.find(({ id }) => id === sorted[start + 19]);
            if (last === undefined) break;
            after = customerPosition(last, order);
          }
        }
      }
    }
  });
});

function by(order: CustomerOrder): (one: Customer, other: Customer) => number {
  if (order === 'id') return (one, other) => Number(one.id - other.id);
  if (order === 'newest') return (one, other) => other.createdAt - one.createdAt || Number(other.id - one.id);
  return (one, other) => one.updatedAt - other.updatedAt || Number(one.id - other.id);
}
