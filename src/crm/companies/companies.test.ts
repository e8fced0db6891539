import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import { createField } from '#crm/fields/create-field.ts';
import type { FieldInput } from '#crm/fields/value.ts';
import { fold } from '#crm/search/fold.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import type { Caller } from '#crm/store.ts';
import type { CompanyCondition, CompanyFilter } from './company-filter.ts';
import type { Company, CompanyPatch } from './company.ts';
import { bulkCreateNamedCompanies } from './bulk-create-named-companies.ts';
import { countCompanies } from './count-companies.ts';
import { createCompany } from './create-company.ts';
import { deleteCompany } from './delete-company.ts';
import { findOrCreateCompany } from './find-or-create-company.ts';
import { getCompany } from './get-company.ts';
import { listCompanies } from './list-companies.ts';
import type { OrderTerm } from './page-order.ts';
import { pageCompanies } from './page-companies.ts';
import { restoreCompany } from './restore-company.ts';
import { updateCompany } from './update-company.ts';

onEachEngine('companies', (boot) => {
  let at: TestStore;
  const create = (patch: CompanyPatch, who: Caller = at.admin) => at.store.write((db) => createCompany(db, who, patch));
  const update = (id: bigint, patch: CompanyPatch) => at.store.write((db) => updateCompany(db, at.admin, id, patch));
  const refused = (code: CrmErrorCode, field?: string) => (error: unknown) => {
    assert.ok(error instanceof CrmError, String(error));
    assert.equal(error.code, code);
    if (field !== undefined) assert.equal((error.details as { field?: string }).field, field);
    return true;
  };
  const count = (filter: CompanyFilter) => at.store.read((db) => countCompanies(db, at.admin, filter));

  test('a store opens', async () => {
    at = await boot.store();
  });

  test('bad values are refused by field, and nothing is left behind', async () => {
    await assert.rejects(create({}), refused('missing', 'name'));
    await assert.rejects(create({ name: ' ' }), refused('missing', 'name'));
    await assert.rejects(create({ name: '甲', serviceFee: '1.001' }), refused('invalid', 'serviceFee'));
    await assert.rejects(create({ name: '甲', serviceStart: '2022-02-30' }), refused('invalid', 'serviceStart'));
    await assert.rejects(create({ name: '甲', groupId: 7n }), refused('invalid', 'group'));
    await assert.rejects(create({ name: '甲', serviceDepartmentIds: [99999n] }), refused('unknown_department'));
    await assert.rejects(create({ name: '甲', ownerAgentId: 99999n }), refused('unknown_agent', 'owner'));
    await assert.rejects(create({ name: '甲', custom: new Map([[99999n, { text: 'x' }]]) }), refused('unknown_field'));
    assert.equal(await count({ conditions: [] }), 0);
  });

  test('an unknown company is refused', async () => {
    await assert.rejects(update(1n, { name: '甲' }), refused('not_found'));
    await assert.rejects(
      at.store.write((db) => deleteCompany(db, at.admin, 1n)),
      refused('not_found'),
    );
  });

  test('a version that was overtaken is refused, with the present one', async () => {
    const { id } = await create({ name: '版本' });
    await update(id, { address: '一' });
    await assert.rejects(
      at.store.write((db) => updateCompany(db, at.admin, id, { address: '二' }, { version: 1 })),
      (error) => error instanceof CrmError && error.is('stale') && error.details.version === 2,
    );
  });

  test('an update that changes nothing writes nothing', async () => {
    const made = await create({ name: '同', address: '地址', labels: ['a', 'b'] });
    const again = await update(made.id, { name: '同', labels: ['a', ' b ', 'a'], serviceFee: '0' });
    assert.deepEqual(again, made);
  });

  test('a choice that stands for twenty thousand options is searched all the same', async () => {
    await create({ name: '龘' });
    const options = Array.from({ length: 20_000 }, (_unused, index) => [`af1=${index}`]);
    assert.equal(
      await at.store.read((db) => db.search.count('companies', db.search.query(at.tenantId, [['an龘'], ...options]))),
      1,
    );
  });

  test('counts of the living and of all equal a recount', async () => {
    const { id } = await create({ name: '计数' });
    const remove = () => at.store.write((db) => deleteCompany(db, at.admin, id));
    const restore = () => at.store.write((db) => restoreCompany(db, at.admin, id));
    for (const step of [remove, remove, restore, restore, remove]) {
      await step();
      const rows = await at.store.read((db) =>
        db.sql.selectFrom('companies').select('deleted_at').where('tenant_id', '=', at.tenantId).execute(),
      );
      assert.equal(await count({ conditions: [] }), rows.filter((row) => row.deleted_at === null).length);
      assert.equal(await count({ withDeleted: true, conditions: [] }), rows.length);
    }
  });

  test('a company is found by the name that it has, while it lives', async () => {
    const found = (text: string, withDeleted = false) =>
      count({
        withDeleted,
        conditions: [
          { kind: 'name', text },
          { kind: 'created', from: 0 },
        ],
      });
    const all = async () => [await found('甲乙'), await found('乙丙'), await found('丙丁'), await found('乙丙', true)];
    const { id } = await create({ name: '甲乙丙' });
    assert.deepEqual(await all(), [1, 1, 0, 1]);
    await update(id, { name: '乙丙丁乙丙' });
    assert.deepEqual(await all(), [0, 1, 1, 1]);
    await at.store.write((db) => deleteCompany(db, at.admin, id));
    assert.deepEqual(await all(), [0, 0, 0, 1]);
    await at.store.write((db) => restoreCompany(db, at.admin, id));
    assert.deepEqual(await all(), [0, 1, 1, 1]);
    await at.store.write((db) => db.search.unindex('companies', at.tenantId, [id]));
    assert.deepEqual(await all(), [0, 0, 0, 0]);
  });

  test('a long part of a name is counted exactly, also where a name has all of its pairs but not in its order', async () => {
    const found = (text: string, ...more: CompanyCondition[]) =>
      count({ conditions: [{ kind: 'name', text }, ...more] });
    const before = [await found('限责公司'), await found('责公')];
    for (const name of ['甲限责公司', '限责公司限责', '责公司限责公', '公司限责责公', 'abcabdabcd'])
      await create({ name });
    const later: CompanyCondition = { kind: 'created', from: 0 };
    assert.deepEqual([await found('限责公司'), await found('责公')], [before[0]! + 2, before[1]! + 4]);
    assert.deepEqual([await found('限责公司', later), await found('责公', later)], [before[0]! + 2, before[1]! + 4]);
    assert.deepEqual([await found('bcab'), await found('abdabc'), await found('dabdab')], [1, 1, 0]);
    const { companies } = await at.store.read((db) =>
      pageCompanies(db, at.admin, { conditions: [{ kind: 'name', text: '限责公司' }] }, { limit: 9, order: [] }),
    );
    assert.equal(companies.length, before[0]! + 2);
  });

  test('what thousands of names contain is counted and paged as exactly', async () => {
    const who = await at.callerOf('admin');
    const names = Array.from({ length: 3600 }, (_unused, i) => `${i % 9 === 0 ? '巽坤乾艮巽' : '乾艮巽坤'}${i}`);
    for (const [half, now] of [START, START + 1000].entries()) {
      const made = names.slice(half * 1800, (half + 1) * 1800);
      await at.store.write((db) => bulkCreateNamedCompanies(db, { ...who, now }, made));
    }
    const later: CompanyCondition = { kind: 'created', from: START + 1000, before: START + 1001 };
    for (const [text, expected] of [
      ['艮巽', 3600],
      ['乾艮巽', 3600],
      ['乾艮巽坤', 3200],
      ['坤乾艮', 400],
      ['坤乾艮巽坤', 0],
    ] as const) {
      for (const share of [1, 2]) {
        const conditions: CompanyCondition[] = [{ kind: 'name', text }, ...(share === 1 ? [] : [later])];
        const { companies, count: n } = await at.store.read((db) =>
          pageCompanies(db, who, { conditions }, { limit: 3, order: [{ by: 'created_at', direction: 'desc' }] }),
        );
        assert.deepEqual([text, n, await count({ conditions })], [text, expected / share, expected / share]);
        assert.equal(companies.length, Math.min(3, expected));
        for (const company of companies) assert.ok(company.name.includes(text) && company.createdAt === START + 1000);
      }
    }
  });

  test('a name on a customer means the living company of exactly that name, the lowest id of several', async () => {
    const find = (name: string) => at.store.write((db) => findOrCreateCompany(db, at.admin, name));
    const [first, second] = [await create({ name: '同名' }), await create({ name: '同名' })];
    assert.equal((await find('同名')).id, first.id);
    await at.store.write((db) => deleteCompany(db, at.admin, first.id));
    assert.equal((await find('同名')).id, second.id);
    const made = await find('同名 ');
    assert.ok(made.id > second.id);
    assert.equal((await at.store.read((db) => getCompany(db, at.admin, made.id))).name, '同名 ');
  });
});

const LETTERS = [...'海信达科技有限公司中国aAbB1２３ÄäÉé😀-_% '];
const START = Date.UTC(2020, 0, 1);

onEachEngine('a search of companies', (boot) => {
  let at: TestStore;
  let all: Company[];
  let conditions: fc.Arbitrary<CompanyCondition>;

  test('a store opens with companies of every sort', async () => {
    at = await boot.store();
    const ids = await at.store.write(async (db) => ({
      text: await createField(db, at.tenantId, { record: 'company', kind: 'input', key: 'text', label: '文' }),
      choice: await createField(db, at.tenantId, {
        record: 'company',
        kind: 'cascade',
        key: 'choice',
        label: '级',
        options: ['海', '信', '达'].map((label) => ({ label, children: [{ label: `${label}下` }] })),
      }),
      box: await createField(db, at.tenantId, {
        record: 'company',
        kind: 'checkbox',
        key: 'box',
        label: '框',
        settings: { yesNo: true },
      }),
    }));
    const who = await at.callerOf('admin');
    const names = fc.sample(fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 9 }), {
      numRuns: 260,
      seed: 7,
    });
    for (const [index, letters] of names.entries()) {
      const label = '海信达'[index % 3]!;
      const createdAt = START + (index % 40) * 86_400_000;
      await at.store.write(async (db) => {
        const { id } = await createCompany(
          db,
          who,
          {
            name: `x${letters.join('')}`,
            serviceAccount: index % 9 === 0 ? `a${index}` : '',
            custom: new Map<bigint, FieldInput>([
              [ids.text, { text: letters.toReversed().join('') }],
              [
                ids.choice,
                index % 4 === 0
                  ? null
                  : { choices: index % 2 === 0 ? [{ label }] : [{ label }, { label: `${label}下` }] },
              ],
              [ids.box, { yes: index % 5 === 0 }],
            ]),
          },
          { createdAt, updatedAt: START + ((index * 7) % 60) * 86_400_000 },
        );
        if (index % 6 === 0) await deleteCompany(db, who, id);
      });
    }
    await at.place.analyze();
    all = await at.store.read(async (db) => [
      ...(await listCompanies(db, who, { withDeleted: true, conditions: [] }, { limit: 1000, order: [] })).companies,
    ]);
    assert.equal(all.length, 260);
    const fields = who.directory.fields.get('company')!.byId;
    const text = fc
      .array(fc.constantFrom(...LETTERS.filter((letter) => letter !== ' ')), { minLength: 1, maxLength: 5 })
      .map((letters) => letters.join(''));
    const day = fc.integer({ min: -5, max: 65 }).map((days) => START + days * 86_400_000);
    conditions = fc.oneof(
      { weight: 4, arbitrary: text.map((sought) => ({ kind: 'name' as const, text: sought })) },
      {
        weight: 2,
        arbitrary: text.map((sought) => ({ kind: 'field' as const, field: fields.get(ids.text)!, text: sought })),
      },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom('海', '下', '信下', '1', '没有')
          .map((sought) => ({ kind: 'field' as const, field: fields.get(ids.choice)!, text: sought })),
      },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom('是', '否', '不')
          .map((sought) => ({ kind: 'field' as const, field: fields.get(ids.box)!, text: sought })),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom('a0', 'a9', 'a', '').map((account) => ({ kind: 'account' as const, account })),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('created' as const, 'updated' as const), from: day }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constantFrom('created' as const, 'updated' as const), before: day }),
      },
    );
  });

  /** What a condition means, without any index. */
  const holds = (company: Company, condition: CompanyCondition): boolean => {
    switch (condition.kind) {
      case 'name':
        return fold(company.name).includes(fold(condition.text));
      case 'account':
        return condition.account !== '' && company.serviceAccount === condition.account;
      case 'created':
      case 'updated': {
        const time = condition.kind === 'created' ? company.createdAt : company.updatedAt;
        return time >= (condition.from ?? -Infinity) && time < (condition.before ?? Infinity);
      }
      case 'field': {
        const { field, text } = condition;
        const value = company.custom.get(field.id);
        if (field.key === 'box') return (value === 'yes' ? '是' : '否').includes(text);
        if (field.key === 'text') return value !== undefined && fold(String(value)).includes(fold(text));
        const path = (value ?? []) as readonly string[];
        return path.some((id) => id.includes(text) || field.optionsById.get(BigInt(id))!.label.includes(text));
      }
    }
  };

  test('answers what comparing every company answers, by any way to find it', async () => {
    const orders: readonly OrderTerm[][] = [
      [],
      [{ by: 'created_at', direction: 'desc' }],
      [{ by: 'updated_at', direction: 'asc' }],
      [
        { by: 'created_at', direction: 'asc' },
        { by: 'updated_at', direction: 'desc' },
      ],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(conditions, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.constantFrom(...orders),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 5 }),
        async (wanted, withDeleted, order, limit, offset) => {
          const filter = { conditions: wanted, withDeleted };
          const expected = all
            .filter(
              (one) => (withDeleted || one.deletedAt === null) && wanted.every((condition) => holds(one, condition)),
            )
            .toSorted((a, b) => compare(order, a, b));
          const page = { order, limit, offset };
          const { paged, listed, counted } = await at.store.read(async (db) => ({
            paged: await pageCompanies(db, at.admin, filter, page),
            listed: await listCompanies(db, at.admin, filter, page),
            counted: await countCompanies(db, at.admin, filter),
          }));
          const ids = expected.slice(offset, offset + limit).map((one) => one.id);
          assert.deepEqual(
            [paged.companies.map((one) => one.id), paged.count, paged.more],
            [ids, expected.length, expected.length > offset + limit],
          );
          assert.deepEqual(
            [listed.companies.map((one) => one.id), counted, listed.more],
            [ids, paged.count, paged.more],
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

function compare(order: readonly OrderTerm[], a: Company, b: Company): number {
  const direction = order[0]?.direction ?? 'asc';
  for (const { by, direction: way } of [...order, { by: 'id', direction } as const]) {
    const [left, right] =
      by === 'id' ? [a.id, b.id] : by === 'created_at' ? [a.createdAt, b.createdAt] : [a.updatedAt, b.updatedAt];
    if (left !== right) return (left < right ? -1 : 1) * (way === 'asc' ? 1 : -1);
  }
  return 0;
}
