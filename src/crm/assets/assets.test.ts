import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompany } from '#crm/companies/create-company.ts';
import { deleteCompany } from '#crm/companies/delete-company.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import { createField } from '#crm/fields/create-field.ts';
import { loadRowTexts } from '#crm/fields/row-texts.ts';
import type { Caller } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import type { RowPatch } from './asset-row.ts';
import { columnOf, type AssetTable } from './asset-table.ts';
import { readColumnChoice, saveColumnChoice, settleColumnChoice } from './column-choice.ts';
import { createRow, createRows, type NewRow } from './create-rows.ts';
import { createTable, type NewTable } from './create-table.ts';
import { deleteRow } from './delete-row.ts';
import { deleteTable, purgeDeletedTables } from './delete-table.ts';
import { findTable, getTable, listTables } from './get-table.ts';
import { listRows, type RowSort } from './list-rows.ts';
import { getRow } from './read-rows.ts';
import type { RowFilter } from './row-filter.ts';
import { updateRow } from './update-row.ts';
import { updateTable } from './update-table.ts';
import { upsertRow } from './upsert-row.ts';

onEachEngine('asset tables', (boot) => {
  let at: TestStore;
  let table: AssetTable;

  const define = (definition: NewTable, who: Caller = at.admin) =>
    at.store.write((db) => createTable(db, who, definition));
  const cells = (values: Readonly<Record<string, string>>): RowPatch => ({ cells: new Map(Object.entries(values)) });
  const owned = (values: Readonly<Record<string, string>> = {}): NewRow => ({
    ...cells(values),
    ownerType: 'servicer',
    owner: String(at.adminId),
  });
  const add = (row: NewRow, tableId = table.id) => at.store.write((db) => createRow(db, at.admin, tableId, row));
  const change = (id: bigint, patch: RowPatch) => at.store.write((db) => updateRow(db, at.admin, table.id, id, patch));
  const upsert = (key: string, value: string, patch: RowPatch) =>
    at.store.write((db) => upsertRow(db, at.admin, table.id, { key, value }, patch));
  const find = (filter: RowFilter, sort?: RowSort, offset = 0, limit = 100) =>
    at.store.read((db) => listRows(db, at.admin, table, filter, { offset, limit, ...(sort && { sort }) }));
  const column = (key: string) => columnOf(table, key)!;
  const names = (rows: Awaited<ReturnType<typeof find>>) => rows.rows.map((row) => row.cells.get(column('name').id));
  const refused = (code: CrmErrorCode, field?: string) => (error: unknown) => {
    assert.ok(error instanceof CrmError, String(error));
    assert.equal(error.code, code);
    const details = error.details as { field?: string; key?: string };
    if (field !== undefined) assert.equal(details.field ?? details.key, field);
    return true;
  };
  const emptied = async () => {
    await at.store.write((db) => deleteTable(db, at.admin, table.id));
    table = await define({
      key: 'assets',
      columns: [
        { key: 'name', name: '名称' },
        { key: 'price', type: 5 },
        { key: 'sn', unique: true },
        { key: 'note', type: 3 },
      ],
    });
  };

  test('a store opens', async () => {
    at = await boot.store();
  });

  test('definitions out of shape are refused by name, and nothing is left behind', async () => {
    const columns = [{ key: 'name' }];
    await assert.rejects(define({ key: '', columns }), refused('missing', 'key'));
    await assert.rejects(define({ key: '123', columns }), refused('invalid', 'key'));
    await assert.rejects(define({ key: 'a b', columns }), refused('invalid', 'key'));
    await assert.rejects(define({ key: 'a.json', columns }), refused('invalid', 'key'));
    await assert.rejects(define({ key: 'a', columns: [] }), refused('missing', 'columns'));
    await assert.rejects(define({ key: 'a', columns: [{ key: 'owner' }] }), refused('invalid', 'owner'));
    await assert.rejects(define({ key: 'a', columns: [{ key: 'a,b' }] }), refused('invalid', 'a,b'));
    await assert.rejects(define({ key: 'a', columns: [...columns, ...columns] }), refused('invalid', 'name'));
    await assert.rejects(define({ key: 'a', columns: [{ key: 'name', type: 99 }] }), refused('invalid', 'name'));
    await assert.rejects(define({ key: 'a', columns }, await at.callerOf('own')), refused('forbidden'));
    assert.deepEqual(await at.store.read((db) => listTables(db, at.admin)), []);
  });

  test('a table is found by its id and by its key, which no other has', async () => {
    table = await define({
      key: '设备',
      title: '设备台账',
      id: 3785437n,
      columns: [
        { key: 'name', name: '名称' },
        { key: 'price', type: 5 },
        { key: 'sn', unique: true },
        { key: 'note', type: 3 },
      ],
    });
    assert.equal(table.id, 3785437n);
    assert.deepEqual(
      table.columns.map(({ key, name, type, unique }) => [key, name, type, unique]),
      [
        ['name', '名称', 2, false],
        ['price', 'price', 5, false],
        ['sn', 'sn', 2, true],
        ['note', 'note', 3, false],
      ],
    );
    assert.deepEqual(await at.store.read((db) => getTable(db, at.admin, { key: '设备' })), table);
    assert.equal(await at.store.read((db) => findTable(db, at.admin, { key: 'x' })), null);
    await assert.rejects(define({ key: '设备', columns: [{ key: 'a' }] }), refused('taken', 'key'));
  });

  test('rows that do not fit are refused by column, and nothing is left behind', async () => {
    await assert.rejects(add(owned({ nosuch: 'x' })), refused('unknown_field', 'nosuch'));
    await assert.rejects(add(owned({ price: 'abc' })), refused('invalid', 'price'));
    await assert.rejects(add(owned({ name: 'a\0b' })), refused('invalid', 'name'));
    await assert.rejects(add(owned({ name: '字'.repeat(256) })), refused('too_long', 'name'));
    await assert.rejects(add(owned(), 999n), refused('not_found'));
    await assert.rejects(add(cells({ name: 'x' })), refused('missing', 'ownerType'));
    await assert.rejects(add({ ...owned(), owner: '' }), refused('missing', 'owner'));
    await assert.rejects(add({ ...owned(), ownerType: 'user' }), refused('invalid', 'ownerType'));
    await assert.rejects(add({ ...owned(), owner: 'x' }), refused('invalid', 'owner'));
    assert.equal((await find({})).count, 0);
  });

  test('an owner must exist: the tenant, one of its agents or departments, a living company, a customer in reach', async () => {
    const { company, gone, customer } = await at.store.write(async (db) => {
      const doomed = await createCompany(db, at.admin, { name: '没了' });
      await deleteCompany(db, at.admin, doomed.id);
      return {
        company: await createCompany(db, at.admin, { name: '甲公司' }),
        gone: doomed,
        customer: await createCustomer(db, at.admin, {
          name: '乙',
          owner: { agent: { loginNo: 'admin' }, departmentId: at.departmentId },
        }),
      };
    });
    const own = await at.callerOf('own');
    const owners: [string, bigint, bigint][] = [
      ['agent', at.tenantId, at.tenantId + 1n],
      ['servicer', at.adminId, 999_999n],
      ['servicerGroup', at.departmentId, 999_999n],
      ['company', company.id, gone.id],
      ['contacter', customer.id, 999_999n],
    ];
    for (const [ownerType, right, wrong] of owners) {
      const row = await add({ ownerType, owner: `00${right}` });
      assert.deepEqual([row.ownerType, row.owner], [ownerType, String(right)]);
      await assert.rejects(add({ ownerType, owner: String(wrong) }), refused('invalid', 'owner'));
    }
    await assert.rejects(
      at.store.write((db) => createRow(db, own, table.id, { ownerType: 'contacter', owner: String(customer.id) })),
      refused('invalid', 'owner'),
    );
    const mine = await find({ owner: { type: 'company', id: String(company.id) } });
    assert.deepEqual([mine.count, mine.rows[0]!.owner], [1, String(company.id)]);
  });

  test('a row keeps its texts as sent, keeps an id and time that it brings, and changes in part', async () => {
    await emptied();
    const id = 6471982131139821569n;
    const row = await add({
      ...owned({ name: ' 笔记本 A ', price: '060.50', sn: 'SN-1' }),
      origin: { id, createdAt: 5 },
    });
    assert.equal(row.id, id);
    await assert.rejects(add({ ...owned(), origin: { id } }), refused('taken', 'id'));
    const changed = await change(id, cells({ price: '', note: '备注' }));
    assert.deepEqual([...changed.cells.values()], [' 笔记本 A ', 'SN-1', '备注']);
    assert.equal(changed.createdAt, 5);
    assert.deepEqual(await at.store.read((db) => getRow(db, at.admin, table, id)), changed);
    const again = await at.store.write((db) =>
      updateRow(db, { ...at.admin, now: at.admin.now + 1000 }, table.id, id, cells({ note: '备注' })),
    );
    assert.equal(again.updatedAt, changed.updatedAt);
  });

  test('a unique value is one row’s; it is free again once the row gives it up or goes', async () => {
    await emptied();
    const first = await add(owned({ sn: 'A' }));
    await add(owned({ sn: '' }));
    await add(owned({ sn: '  ' }));
    await assert.rejects(add(owned({ sn: ' A ' })), refused('taken', 'sn'));
    await change(first.id, cells({ sn: 'B' }));
    const second = await add(owned({ sn: 'A' }));
    await assert.rejects(change(first.id, cells({ sn: 'A' })), refused('taken', 'sn'));
    await at.store.write((db) => deleteRow(db, at.admin, table.id, second.id));
    await change(first.id, cells({ sn: 'A' }));
    await assert.rejects(
      at.store.write((db) => deleteRow(db, at.admin, table.id, second.id)),
      refused('not_found'),
    );
    assert.equal((await find({})).count, 3);
  });

  test('a unique value whose row is deleted or renamed meanwhile is made anew, and never refused', async () => {
    await emptied();
    const writers = Array.from({ length: 60 }, async (_unused, i) => {
      const { row } = await upsert('sn', 'W-1', owned({ name: `n${i}` }));
      assert.equal(row.cells.get(column('sn').id), 'W-1');
      const away =
        i % 2 === 0
          ? at.store.write((db) => deleteRow(db, at.admin, table.id, row.id))
          : at.store.write((db) => updateRow(db, at.admin, table.id, row.id, cells({ sn: `W-1 ${i}` })));
      await away.catch((error: unknown) =>
        assert.ok(error instanceof CrmError && error.is('not_found'), String(error)),
      );
    });
    await Promise.all(writers);
  });

  test('callers that bring one new unique value together make one row', async () => {
    await emptied();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_unused, i) => upsert('sn', 'Z-9', owned({ name: `n${i}` }))),
    );
    assert.equal(outcomes.filter(({ created }) => created).length, 1);
    assert.equal(new Set(outcomes.map(({ row }) => row.id)).size, 1);
    const [row] = (await find({})).rows;
    assert.equal(row!.cells.get(column('sn').id), 'Z-9');
    assert.equal((await find({})).count, 1);
    await assert.rejects(upsert('name', 'x', owned()), refused('invalid', 'unique_key'));
    await assert.rejects(upsert('nosuch', 'x', owned()), refused('unknown_field'));
    await assert.rejects(upsert('sn', ' ', owned()), refused('missing', 'unique_value'));
    await assert.rejects(upsert('sn', 'new', owned({ sn: 'other' })), refused('invalid', 'sn'));
    await assert.rejects(upsert('sn', 'new', cells({ name: 'x' })), refused('missing', 'ownerType'));
    assert.equal((await find({})).count, 1);
  });

  test('filters find parts of texts in any case, in their column only', async () => {
    await emptied();
    await at.store.write((db) =>
      createRows(db, at.admin, table.id, [
        owned({ name: '笔记本电脑 ThinkPad', note: '在用', sn: '100%' }),
        owned({ name: '显示器', note: '在用，配笔记本电脑' }),
        owned({ name: '本电脑笔记', note: '报废' }),
        owned({ name: 'ＴＨＩＮＫ centre', note: 'a_b' }),
      ]),
    );
    const by = async (key: string, text: string) => names(await find({ cells: [{ column: column(key), text }] }));
    assert.deepEqual(await by('name', '笔记本电脑'), ['笔记本电脑 ThinkPad']);
    assert.deepEqual(await by('name', 'think'), ['笔记本电脑 ThinkPad', 'ＴＨＩＮＫ centre']);
    assert.deepEqual(await by('note', '在用'), ['笔记本电脑 ThinkPad', '显示器']);
    assert.deepEqual(await by('sn', '%'), ['笔记本电脑 ThinkPad']);
    assert.deepEqual(await by('note', 'a_b'), ['ＴＨＩＮＫ centre']);
    assert.deepEqual(await by('note', 'aXb'), []);
    assert.equal((await by('name', ' ')).length, 4);
    const both = await find({
      cells: [
        { column: column('name'), text: '电脑' },
        { column: column('note'), text: '用' },
      ],
    });
    assert.deepEqual(names(both), ['笔记本电脑 ThinkPad']);
  });

  test('a search finds words in whichever cells, but no word across two', async () => {
    const search = async (text: string) => names(await find({ search: text }));
    assert.deepEqual(await search('笔记本电脑'), ['笔记本电脑 ThinkPad', '显示器']);
    assert.deepEqual(await search('显示 在用'), ['显示器']);
    assert.deepEqual(await search('100%'), ['笔记本电脑 ThinkPad']);
    assert.deepEqual(await search('thinkpad100'), []);
    assert.deepEqual(await search('显示器在用'), []);
    await assert.rejects(search(Array.from({ length: 30 }, (_unused, i) => `w${i}`).join(' ')), refused('invalid'));
    await assert.rejects(search('x'.repeat(5000)), refused('too_long'));
  });

  test('what a row held before is not found any more', async () => {
    const [row] = (await find({ search: '显示器' })).rows;
    await change(row!.id, cells({ name: '投影仪' }));
    assert.deepEqual(names(await find({ search: '显示器' })), []);
    assert.deepEqual(names(await find({ search: '投影仪' })), ['投影仪']);
    await at.store.write((db) => deleteRow(db, at.admin, table.id, row!.id));
    assert.equal((await find({ search: '投影仪' })).count, 0);
  });

  test('every page of every order and filter is what sorting all rows gives, counted exactly', async () => {
    await emptied();
    const made = Array.from({ length: 60 }, (_unused, i) =>
      owned({
        name: `${['笔记本', '显示器', 'Server'][i % 3]}-${(i * 37) % 60}`,
        price: i % 7 === 0 ? '' : String(((i * 13) % 40) - 10.5),
        note: i % 2 === 0 ? '在用中的设备' : '报废',
      }),
    );
    await at.store.write((db) => createRows(db, at.admin, table.id, made));
    const filters: RowFilter[] = [
      {},
      { cells: [{ column: column('note'), text: '在用' }] },
      { cells: [{ column: column('note'), text: '在用中的设备' }] },
      { cells: [{ column: column('name'), text: 'server-1' }] },
      { search: '笔记 报废' },
      { owner: { type: 'servicer', id: String(at.adminId) } },
      { owner: { type: 'servicer', id: String(at.adminId) }, search: 'server' },
      { search: '没有' },
    ];
    const orders = [...table.columns, 'id', 'createdAt', 'updatedAt', 'owner', 'ownerType', 'ticket'] as const;
    for (const filter of filters) {
      for (const by of orders) {
        const all = (await find(filter, { by, direction: 'asc' })).rows;
        const ids = all.map((row) => row.id);
        const pages: bigint[] = [];
        for (let offset = 0; offset < all.length + 7; offset += 7) {
          const page = await find(filter, { by, direction: 'asc' }, offset, 7);
          assert.equal(page.count, all.length);
          pages.push(...page.rows.map((row) => row.id));
        }
        assert.deepEqual(pages, ids);
        const down = await find(filter, { by, direction: 'desc' });
        assert.deepEqual(
          down.rows.map((row) => row.id),
          ids.toReversed(),
        );
      }
    }
    const prices = (await find({}, { by: column('price'), direction: 'asc' })).rows.map(
      (row) => row.cells.get(column('price').id) ?? '',
    );
    assert.deepEqual(
      prices,
      prices.toSorted((a, b) => (a === '' ? -Infinity : +a) - (b === '' ? -Infinity : +b)),
    );
  });

  test('a new column takes its place in every order; one that is left out goes with its values and never comes back', async () => {
    const before = await find({});
    const columns = table.columns.map(({ key, name, type, unique }) => ({ key, name, type, unique }));
    table = await at.store.write((db) =>
      updateTable(db, at.admin, table.id, { title: '新', columns: [{ key: 'place', name: '位置' }, ...columns] }),
    );
    assert.equal(table.title, '新');
    assert.equal(table.columns[0]!.key, 'place');
    assert.equal((await find({}, { by: column('place'), direction: 'asc' })).rows.length, 60);
    const first = before.rows[0]!.id;
    await change(first, cells({ place: '北京', note: 'secret' }));
    assert.equal((await find({}, { by: column('place'), direction: 'desc' })).rows[0]!.id, first);

    const kept = [{ key: 'place' }, ...columns].filter(({ key }) => key !== 'note');
    await at.store.write((db) => updateTable(db, at.admin, table.id, { columns: kept }));
    table = await at.store.write((db) =>
      updateTable(db, at.admin, table.id, { columns: [...kept, { key: 'note', type: 3 }] }),
    );
    assert.equal((await find({ search: 'secret' })).count, 0);
    const row = await at.store.read((db) => getRow(db, at.admin, table, first));
    assert.equal(row.cells.get(column('note').id), undefined);
    const stored = await at.store.read((db) =>
      db.sql.selectFrom('asset_rows').select(['cells', 'text_key']).where('id', '=', first).executeTakeFirstOrThrow(),
    );
    assert.doesNotMatch(`${stored.cells} ${stored.text_key}`, /secret/);
    assert.match(stored.text_key, /北京/);
  });

  test('a type that rows would have to be converted to is refused; a column becomes unique while no value comes twice', async () => {
    const definition = (over: Readonly<Record<string, object>>) =>
      table.columns.map(({ key, name, type, unique }) => ({ key, name, type, unique, ...over[key] }));
    const update = (over: Readonly<Record<string, object>>) =>
      at.store.write((db) => updateTable(db, at.admin, table.id, { columns: definition(over) }));
    await assert.rejects(update({ name: { type: 5 } }), refused('in_use'));
    await assert.rejects(update({ price: { unique: true } }), refused('taken', 'price'));
    table = await update({ name: { unique: true, type: 3 } });
    await assert.rejects(add(owned({ name: 'Server-20' })), refused('taken', 'name'));
    table = await update({ name: { unique: false } });
    await add(owned({ name: 'Server-20' }));
  });

  test('a datasource field holds its table and the column that it shows, whose text stands for a row', async () => {
    const field = await at.store.write((db) =>
      createField(db, at.tenantId, {
        record: 'company',
        kind: 'datasource',
        label: '设备',
        settings: { tableId: String(table.id), displayColumn: 'name' },
      }),
    );
    const who = await at.callerOf('admin');
    const [row] = (await find({ search: 'Server-20' })).rows;
    const texts = await at.store.read((db) =>
      loadRowTexts(db, at.tenantId, who.directory, 'company', [new Map([[field, [String(row!.id)]]])]),
    );
    assert.equal(texts.get(row!.id), 'Server-20');
    await assert.rejects(
      at.store.write((db) => deleteTable(db, who, table.id)),
      refused('in_use'),
    );
    await assert.rejects(
      at.store.write((db) => updateTable(db, who, table.id, { columns: [{ key: 'price', type: 5 }] })),
      refused('in_use'),
    );
  });

  test('what columns an agent sees is settled by its first use, then by its own choice, and is no one else’s', async () => {
    const own = await at.callerOf('own');
    const settle = (who: Caller, display: string[], field = '') =>
      at.store.write((db) => settleColumnChoice(db, who, table, field, display));
    const shown = async (who: Caller, field = '') => [
      ...((await at.store.read((db) => readColumnChoice(db, who, table, field)))?.shown ?? []),
    ];
    assert.deepEqual(await shown(own), []);
    assert.deepEqual([...(await settle(own, ['price', 'nosuch', 'name'])).shown], ['price', 'name']);
    assert.deepEqual([...(await settle(own, ['note'])).shown], ['price', 'name']);
    assert.equal((await settle(at.admin, [])).shown.size, table.columns.length);
    assert.equal((await settle(own, ['nosuch'], 'field_1')).shown.size, table.columns.length);
    await at.store.write((db) =>
      saveColumnChoice(db, at.admin, table, '', { shown: ['note'], order: ['note', 'name'] }),
    );
    const mine = (await at.store.read((db) => readColumnChoice(db, at.admin, table, '')))!;
    assert.deepEqual(mine.order.map(({ key }) => key).slice(0, 2), ['note', 'name']);
    assert.equal(mine.order.length, table.columns.length);
    assert.deepEqual(await shown(own), ['price', 'name']);
    await assert.rejects(
      at.store.write((db) => saveColumnChoice(db, own, table, '', { shown: ['nosuch'], order: [] })),
      refused('unknown_field', 'nosuch'),
    );
  });

  test('rows that are written while a column is added all have their place in its order', async () => {
    const other = await define({ key: 'busy', columns: [{ key: 'a' }] });
    const writes = Array.from({ length: 40 }, (_unused, i) => add(owned({ a: String(i) }), other.id));
    const grown = await at.store.write((db) =>
      updateTable(db, at.admin, other.id, { columns: [{ key: 'a' }, { key: 'b' }] }),
    );
    await Promise.all(writes);
    const list = await at.store.read((db) =>
      listRows(
        db,
        at.admin,
        grown,
        {},
        { offset: 0, limit: 100, sort: { by: columnOf(grown, 'b')!, direction: 'asc' } },
      ),
    );
    assert.deepEqual([list.count, list.rows.length], [40, 40]);
  });

  test('a deleted table is gone at once, its key free, and the purge leaves nothing of it', async () => {
    const busy = await at.store.read((db) => getTable(db, at.admin, { key: 'busy' }));
    await at.store.write((db) => deleteTable(db, at.admin, busy.id));
    await assert.rejects(
      at.store.read((db) => getTable(db, at.admin, { id: busy.id })),
      refused('not_found'),
    );
    await define({ key: 'busy', columns: [{ key: 'a' }] });
    await purgeDeletedTables(at.store);
    const left = await at.store.read(async (db) => ({
      rows: await db.sql.selectFrom('asset_rows').select('id').where('table_id', '=', busy.id).execute(),
      columns: await db.sql.selectFrom('asset_columns').select('id').where('table_id', '=', busy.id).execute(),
      tokens: await db.search.count('asset_rows', db.search.query(at.tenantId, [[`${busy.columns[0]!.id}:1`]])),
    }));
    assert.deepEqual(left, { rows: [], columns: [], tokens: 0 });
  });
});
