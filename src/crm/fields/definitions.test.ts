import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Field } from '#crm/access/directory.ts';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { createField, type NewField } from './create-field.ts';
import type { FieldOptionInput } from './option-tree.ts';
import { setRequiredField } from './set-required-field.ts';
import { updateField, type FieldPatch } from './update-field.ts';

onEachEngine('field definitions', (boot) => {
  let at: TestStore;

  const write = <T>(work: (db: Writer) => Promise<T>) => at.store.write(work);
  const create = (field: Partial<NewField>) =>
    write((db) => createField(db, at.tenantId, { record: 'customer', kind: 'input', label: '栏', ...field }));
  const update = (id: bigint, patch: FieldPatch) => write((db) => updateField(db, at.tenantId, id, patch));
  const read = async (id: bigint, record: Field['record'] = 'customer'): Promise<Field> =>
    (await at.store.directory(at.tenantId)).fields.get(record)!.byId.get(id)!;
  const labels = async (id: bigint) =>
    (await read(id)).options.filter((option) => option.enabled).map((option) => option.label);
  const refused = (code: CrmErrorCode, field?: string) => (error: unknown) => {
    assert.ok(error instanceof CrmError, String(error));
    assert.equal(error.code, code);
    if (field !== undefined) assert.equal((error.details as { field?: string }).field, field);
    return true;
  };
  const options = (...list: string[]): FieldOptionInput[] => list.map((label) => ({ label }));

  test('a store opens', async () => {
    at = await boot.store();
  });

  test('bad definitions are refused and leave nothing behind', async () => {
    const before = (await at.store.directory(at.tenantId)).fields.get('customer')!.byId.size;
    await assert.rejects(create({ label: ' ' }), refused('missing', 'label'));
    await assert.rejects(create({ label: '长'.repeat(256) }), refused('too_long', 'label'));
    await assert.rejects(create({ kind: 'file' as 'input' }), refused('invalid', 'kind'));
    await assert.rejects(create({ kind: '__proto__' as 'input' }), refused('invalid', 'kind'));
    await assert.rejects(create({ record: 'ticket' as 'customer' }), refused('invalid', 'record'));
    await assert.rejects(create({ record: 'company', kind: 'city' }), refused('invalid', 'kind'));
    for (const key of ['', 'a b', 'a:b', '1a', 'a"', 'x'.repeat(65), 'a\0']) {
      await assert.rejects(create({ key }), refused('invalid', 'key'), JSON.stringify(key));
    }
    await assert.rejects(create({ id: 0n }), refused('invalid', 'id'));
    await assert.rejects(create({ position: -1 }), refused('invalid', 'position'));
    await assert.rejects(create({ options: options('甲') }), refused('invalid', 'options'));
    await assert.rejects(create({ kind: 'select', options: options('甲', ' 甲 ') }), refused('taken', 'options'));
    await assert.rejects(create({ kind: 'select', options: options('') }), refused('missing', 'options'));
    await assert.rejects(
      create({ kind: 'select', options: [{ label: '甲', id: -1n }] }),
      refused('invalid', 'options'),
    );
    await assert.rejects(
      create({
        kind: 'select',
        options: [
          { label: '甲', id: 1n },
          { label: '乙', id: 1n },
        ],
      }),
      refused('taken', 'options'),
    );
    await assert.rejects(
      create({ kind: 'select', options: [{ label: '甲', children: options('乙') }] }),
      refused('invalid', 'options'),
    );
    let deep: FieldOptionInput = { label: '底' };
    for (let i = 0; i < 10; i += 1) deep = { label: '层', children: [deep] };
    await assert.rejects(create({ kind: 'cascade', options: [deep] }), refused('invalid', 'options'));
    const many = Array.from({ length: 10_001 }, (_unused, i) => `${i}`);
    await assert.rejects(create({ kind: 'select', options: options(...many) }), refused('invalid', 'options'));
    await assert.rejects(create({ settings: { integer: true } }), refused('invalid', 'settings.integer'));
    await assert.rejects(create({ kind: 'number', settings: { yesNo: true } }), refused('invalid', 'settings.yesNo'));
    await assert.rejects(create({ settings: { extension: 'x' } }), refused('invalid', 'settings.extension'));
    await assert.rejects(
      create({ kind: 'select', settings: { defaultOptionId: '1' } }),
      refused('invalid', 'settings.defaultOptionId'),
    );
    await assert.rejects(create({ kind: 'datasource' }), refused('missing', 'settings.tableId'));
    await assert.rejects(
      create({ kind: 'datasource', settings: { tableId: 'x' } }),
      refused('invalid', 'settings.tableId'),
    );
    await assert.rejects(
      create({ kind: 'datasource', settings: { tableId: '999' } }),
      refused('invalid', 'settings.tableId'),
    );
    const after = (await at.store.directory(at.tenantId)).fields.get('customer')!.byId.size;
    assert.equal(after, before);
  });

  test('a field stands behind the others under its id’s key', async () => {
    const one = await create({ label: '一' });
    const two = await create({ label: '二', required: true });
    const [first, second] = [await read(one), await read(two)];
    assert.equal(first.key, `field_${one}`);
    assert.ok(second.position > first.position);
    assert.deepEqual([second.required, second.enabled, second.kind, second.settings], [true, true, 'input', {}]);
  });

  test('of fields that are made under one key at once, one is made and the others are refused', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => create({ key: 'together' })));
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const one of tries) if (one.status === 'rejected') refused('taken', 'key')(one.reason);
  });

  test('a key is one field’s of its record kind; the own keys pass over those in use', async () => {
    const id = await create({ key: '等级' });
    await assert.rejects(create({ key: '等级' }), refused('taken', 'key'));
    await create({ key: '等级', record: 'company' });
    await update(id, { enabled: false });
    await assert.rejects(create({ key: '等级' }), refused('taken', 'key'));
    const last = await create({});
    await create({ key: `field_${last + 2n}` });
    const next = await create({});
    assert.notEqual(next, last + 2n);
    assert.equal((await read(next)).key, `field_${next}`);
  });

  test('a kept id stays, in a field and in its options', async () => {
    const id = 6_471_982_131_139_821_569n;
    await create({
      id,
      kind: 'radio',
      options: [{ label: '甲', id: 9_223_372_036_854_775_807n }, { label: '乙', id: 7n }, { label: '丙' }],
    });
    assert.deepEqual(
      (await read(id)).options.map((option) => [option.id, option.label]),
      [
        [9_223_372_036_854_775_807n, '甲'],
        [7n, '乙'],
        [8n, '丙'],
      ],
    );
    await assert.rejects(create({ id }), refused('taken', 'id'));
  });

  test('an id that is drawn for an option reads like no label of its field', async () => {
    const id = await create({ kind: 'select', options: options(' 03 ', '1', '甲') });
    const idsOf = async () => (await read(id)).options.map((option) => String(option.id));
    assert.deepEqual(await idsOf(), ['2', '4', '5']);
    await update(id, { options: options('03', '1', '甲', '6', '8') });
    assert.deepEqual(await idsOf(), ['2', '4', '5', '7', '9']);
  });

  test('options are renamed, put in order, added and disabled, and come back under their ids', async () => {
    const id = await create({ kind: 'select', options: options('甲', '乙', '丙') });
    const [a, b, c] = (await read(id)).options.map((option) => option.id) as [bigint, bigint, bigint];
    await update(id, { options: [{ label: '丙' }, { id: a, label: '甲等' }, { label: '甲' }, { label: '丁' }] });
    assert.deepEqual(await labels(id), ['丙', '甲等', '甲', '丁']);
    const now = (await read(id)).options;
    assert.equal(now.find((option) => option.label === '丙')?.id, c);
    assert.equal(now.find((option) => option.label === '甲等')?.id, a);
    assert.equal(now.find((option) => option.id === b)?.enabled, false);
    await update(id, { options: options('乙') });
    assert.deepEqual(
      (await read(id)).options.filter((option) => option.enabled).map((option) => option.id),
      [b],
    );
    await assert.rejects(update(id, { options: [{ id: 999n, label: '无' }] }), refused('not_found'));
    await update(id, { options: [{ label: '乙', enabled: false }, { label: '戊' }] });
    assert.deepEqual(await labels(id), ['戊']);
  });

  test('a cascade nests, and its options keep their parents', async () => {
    const id = await create({
      kind: 'cascade',
      options: [
        { label: '华中', children: [{ label: '武汉', children: options('江岸') }] },
        { label: '华北', children: options('武汉') },
      ],
    });
    const field = await read(id);
    const path = (optionId: bigint | null): string => {
      const option = optionId === null ? undefined : field.optionsById.get(optionId);
      return option === undefined ? '' : `${path(option.parentId)}/${option.label}`;
    };
    const paths = field.options.map((option) => path(option.id)).toSorted();
    assert.deepEqual(paths, ['/华中', '/华中/武汉', '/华中/武汉/江岸', '/华北', '/华北/武汉'].toSorted());
    const wuhan = field.options.find((option) => path(option.id) === '/华中/武汉')!;
    await assert.rejects(update(id, { options: [{ id: wuhan.id, label: '武汉' }] }), refused('invalid', 'options'));
    await update(id, { options: [{ label: '华中', children: options('宜昌') }] });
    assert.deepEqual(new Set(await labels(id)), new Set(['华中', '宜昌']));
    assert.equal((await read(id)).optionsById.get(wuhan.id)?.enabled, false);
  });

  test('a default falls with its option', async () => {
    const id = await create({ kind: 'radio', options: options('甲', '乙'), settings: { defaultOptionId: '2' } });
    assert.equal((await read(id)).settings.defaultOptionId, '2');
    await update(id, { options: options('甲', '乙', '丙') });
    assert.equal((await read(id)).settings.defaultOptionId, '2');
    await update(id, { options: options('甲') });
    assert.equal((await read(id)).settings.defaultOptionId, undefined);
    await assert.rejects(
      update(id, { settings: { defaultOptionId: '2' } }),
      refused('invalid', 'settings.defaultOptionId'),
    );
  });

  test('a disabled field leaves the forms, is kept, and comes back', async () => {
    const id = await create({ label: '停' });
    const shown = async () =>
      (await at.store.directory(at.tenantId)).fields.get('customer')!.all.some((field) => field.id === id);
    await update(id, { enabled: false, label: '停用' });
    assert.equal(await shown(), false);
    assert.equal((await read(id)).label, '停用');
    await update(id, { enabled: true, required: true, position: 0 });
    assert.equal(await shown(), true);
    await assert.rejects(update(999_999n, { label: 'x' }), refused('not_found'));
  });

  test('edits of one tree that come together leave one of the trees', async () => {
    const id = await create({ kind: 'select', options: options('甲') });
    const trees = Array.from({ length: 8 }, (_unused, i) => options('甲', `乙${i}`, `丙${i}`));
    await Promise.all(trees.map((tree) => update(id, { options: tree })));
    const left = (await labels(id)).join();
    assert.ok(
      trees.some((tree) => tree.map((option) => option.label).join() === left),
      left,
    );
  });

  test('a system field is made required and free again', async () => {
    const set = (key: string, required: boolean) =>
      write((db) => setRequiredField(db, at.tenantId, 'customer', key, required));
    const required = async (key: string) =>
      (await at.store.directory(at.tenantId)).requiredFields.get(`customer.${key}`);
    for (const key of ['Bad Key', 'cle_address', 'opty_type', 'constructor']) {
      await assert.rejects(set(key, true), refused('invalid', 'key'), key);
    }
    const free = (key: string) => write((db) => setRequiredField(db, at.tenantId, 'opportunity', key, false));
    await assert.rejects(free('cle_id'), refused('invalid', 'required'));
    await free('opty_source');
    assert.equal(await required('cle_phone'), true);
    await set('cle_phone', false);
    await set('cle_type', true);
    assert.deepEqual([await required('cle_phone'), await required('cle_type')], [false, true]);
  });
});
