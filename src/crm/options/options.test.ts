import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerFor } from '#crm/access/caller-for.ts';
import type { DictionaryName, Option } from '#crm/access/directory.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { createOption, dictionaryNames, type NewOption } from './create-option.ts';
import { deleteOption } from './delete-option.ts';
import { optionName, resolveOption } from './resolve-option.ts';
import { reorderOptions, updateOption, type OptionPatch } from './update-option.ts';

onEachEngine('options', (boot) => {
  let at: TestStore;

  const write = <T>(work: (db: Writer) => Promise<T>) => at.store.write(work);
  const create = (option: NewOption, dictionary: DictionaryName = 'customer_type') =>
    write((db) => createOption(db, at.tenantId, dictionary, option));
  const update = (id: bigint, patch: OptionPatch, dictionary: DictionaryName = 'customer_type') =>
    write((db) => updateOption(db, at.tenantId, dictionary, id, patch));
  const remove = (id: bigint, dictionary: DictionaryName = 'customer_type') =>
    write((db) => deleteOption(db, at.tenantId, dictionary, id));
  const all = async (dictionary: DictionaryName = 'customer_type'): Promise<readonly Option[]> =>
    (await at.store.directory(at.tenantId)).options.get(dictionary)?.all ?? [];
  const asAdmin = () => callerFor(at.store, at.tenantId, at.admin.agentId, 'native');
  const refused = (code: CrmErrorCode, field?: string) => (error: unknown) => {
    assert.ok(error instanceof CrmError, String(error));
    assert.equal(error.code, code);
    if (field !== undefined) assert.equal((error.details as { field?: string }).field, field);
    return true;
  };

  test('a store opens', async () => {
    at = await boot.store();
  });

  test('bad entries are refused and leave nothing behind', async () => {
    const before = await all();
    await assert.rejects(create({ name: ' ' }), refused('missing', 'name'));
    await assert.rejects(create({ name: '长'.repeat(256) }), refused('too_long', 'name'));
    await assert.rejects(create({ name: '甲' }, 'colour' as 'task'), refused('invalid', 'dictionary'));
    await assert.rejects(create({ name: '甲', code: '' }), refused('missing', 'code'));
    await assert.rejects(create({ name: '甲', code: 'a b' }), refused('invalid', 'code'));
    await assert.rejects(create({ name: '甲', code: 'a\0' }), refused('invalid', 'code'));
    await assert.rejects(create({ name: '甲', code: 'x'.repeat(65) }), refused('too_long', 'code'));
    await assert.rejects(create({ name: '甲', code: '0' }), refused('taken', 'code'));
    await assert.rejects(create({ name: '甲', id: 1n }), refused('taken', 'id'));
    await assert.rejects(create({ name: '甲', id: 0n }), refused('invalid', 'id'));
    await assert.rejects(create({ name: '甲', position: 0.5 }), refused('invalid', 'position'));
    await assert.rejects(update(999n, { name: '甲' }), refused('not_found'));
    await assert.rejects(update(1n, { code: '1' }), refused('taken', 'code'));
    await assert.rejects(remove(999n), refused('not_found'));
    assert.deepEqual(await all(), before);
  });

  test('an entry stands behind the others, with a code of its own, in every dictionary', async () => {
    for (const dictionary of dictionaryNames) {
      const id = await create({ name: '新的' }, dictionary);
      const last = (await all(dictionary)).at(-1)!;
      assert.deepEqual([last.id, last.name, last.enabled], [id, '新的', true]);
      assert.equal(new Set((await all(dictionary)).map((option) => option.code)).size, (await all(dictionary)).length);
    }
  });

  test('a kept id stays, and own ids don’t go on above it', async () => {
    const kept = 6_471_982_131_139_821_569n;
    assert.equal(await create({ name: '旧系统', id: kept, code: 'old' }), kept);
    assert.ok((await create({ name: '后来' })) < 1000n);
  });

  test('entries that are made at once all have their own id', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_unused, i) => create({ name: `并 ${i}` }, 'task')));
    assert.equal(new Set(ids).size, 12);
  });

  test('a disabled entry can’t be newly chosen and stays where it is', async () => {
    const id = await create({ name: '旧类' });
    const before = await asAdmin();
    const customer = await write((db) => createCustomer(db, before, { name: '持有', type: { id } }));
    await update(id, { enabled: false, name: '旧类型' });
    const who = await asAdmin();
    const field = 'custType';
    assert.throws(() => resolveOption(who.directory, 'customer_type', { id }, { field }), refused('unknown_option'));
    const present = resolveOption(who.directory, 'customer_type', { nameOrCode: '旧类型' }, { field, present: id });
    assert.equal(present.id, id);
    assert.equal(optionName(who.directory, 'customer_type', id), '旧类型');
    await assert.rejects(
      write((db) => createCustomer(db, who, { name: '新', type: { id } })),
      refused('unknown_option'),
    );
    const echoed = await write((db) => updateCustomer(db, who, customer.id, { type: { nameOrCode: '旧类型' } }));
    assert.equal(echoed.typeId, id);
  });

  test('of a name that two have the enabled one is meant, and a name goes before a code', async () => {
    const old = await create({ name: '同名', code: 'same-1' });
    const young = await create({ name: '同名', code: 'same-2' });
    const coded = await create({ name: 'same-1', code: 'other' });
    const resolve = async (nameOrCode: string) =>
      resolveOption(await at.store.directory(at.tenantId), 'customer_type', { nameOrCode }, { field: 'x' }).id;
    assert.equal(await resolve('同名'), old);
    assert.equal(await resolve('same-1'), coded);
    assert.equal(await resolve('same-2'), young);
    await update(old, { enabled: false });
    assert.equal(await resolve('同名'), young);
    await assert.rejects(resolve('没有'), refused('unknown_option', 'x'));
    await assert.rejects(resolve(''), refused('unknown_option', 'x'));
  });

  test('an entry in use can’t be deleted, not even for a deleted record; one out of use can', async () => {
    const id = await create({ name: '用' });
    const customer = await write((db) => createCustomer(db, at.admin, { name: '用户', type: { id: 1n } }));
    const who = await asAdmin();
    await write((db) => updateCustomer(db, who, customer.id, { type: { id } }));
    await assert.rejects(remove(id), refused('in_use'));
    await write((db) => deleteCustomer(db, who, customer.id));
    await assert.rejects(remove(id), refused('in_use'));
    for (const dictionary of dictionaryNames) {
      const unused = await create({ name: '未用' }, dictionary);
      await remove(unused, dictionary);
      assert.ok((await all(dictionary)).every((option) => option.id !== unused));
    }
  });

  test('the stages that mean something keep their codes, whatever they are called', async () => {
    await assert.rejects(update(25n, { code: 'won' }, 'opportunity_stage'), refused('invalid', 'code'));
    await update(25n, { code: '25', name: '成交' }, 'opportunity_stage');
    await update(22n, { code: 'first' }, 'opportunity_stage');
    assert.deepEqual(
      (await all('opportunity_stage'))
        .filter(({ id }) => id === 22n || id === 25n)
        .map(({ code, name }) => [code, name]),
      [
        ['first', '初步洽谈'],
        ['25', '成交'],
      ],
    );
  });

  test('entries are put in order; those that aren’t named follow', async () => {
    const before = (await all('opportunity_stage')).map((option) => option.id);
    const reorder = (ids: readonly bigint[]) =>
      write((db) => reorderOptions(db, at.tenantId, 'opportunity_stage', ids));
    await assert.rejects(reorder([25n, 25n]), refused('taken'));
    await assert.rejects(reorder([25n, 999n]), refused('not_found'));
    await reorder([25n, 23n]);
    const rest = before.filter((id) => id !== 25n && id !== 23n);
    assert.deepEqual(
      (await all('opportunity_stage')).map((option) => option.id),
      [25n, 23n, ...rest],
    );
    assert.deepEqual(
      (await all('opportunity_stage')).map((option) => option.position),
      before.map((_id, i) => i),
    );
  });
});
