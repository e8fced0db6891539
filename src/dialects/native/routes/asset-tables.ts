import { type Static, Type } from 'typebox';
import type { AssetRow, RowPatch } from '#crm/assets/asset-row.ts';
import { type AssetTable as CrmTable, rowCountName, type TableRef } from '#crm/assets/asset-table.ts';
import { createRow } from '#crm/assets/create-rows.ts';
import { createTable } from '#crm/assets/create-table.ts';
import { deleteRow } from '#crm/assets/delete-row.ts';
import { deleteTable } from '#crm/assets/delete-table.ts';
import { getTable, listTables } from '#crm/assets/get-table.ts';
import { listRows } from '#crm/assets/list-rows.ts';
import { updateRow } from '#crm/assets/update-row.ts';
import { updateTable } from '#crm/assets/update-table.ts';
import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { readPage, toPage } from '../page.ts';
import { present } from '../read-customer.ts';
import { type Params, route } from '../route.ts';
import { Id, Items, Page, pageQuery, Time } from '../schemas/common.ts';
import { showTime } from '../time.ts';

const tag = 'Asset tables';

const Column = Type.Object({
  key: Type.String(),
  name: Type.String(),
  type: Type.Integer({ description: "a company field's type number" }),
  unique: Type.Boolean(),
});
const AssetTable = Type.Object({
  id: Id,
  key: Type.String(),
  title: Type.String(),
  columns: Type.Array(Column),
  rowCount: Type.Integer(),
});
const ColumnIn = Type.Object({
  key: Type.String(),
  name: Type.Optional(Type.String()),
  type: Type.Optional(Type.Integer()),
  unique: Type.Optional(Type.Boolean()),
});
const Row = Type.Object({
  id: Id,
  cells: Type.Record(Type.String(), Type.String()),
  owner: Type.String(),
  ownerType: Type.String(),
  createdAt: Time,
  updatedAt: Time,
});
const RowBody = Type.Object({
  cells: Type.Optional(Type.Record(Type.String(), Type.String())),
  owner: Type.Optional(Type.String()),
  ownerType: Type.Optional(Type.String()),
});

export const assetRoutes = [
  route({
    method: 'GET',
    path: '/asset-tables',
    tag,
    summary: 'Asset tables with their columns',
    access: 'agent',
    answer: Items(AssetTable),
    run: ({ read, who }) =>
      read(async (db) => {
        const items = [];
        for (const table of await listTables(db, who)) items.push(await showTable(db, who, table));
        return { items };
      }),
  }),
  route({
    method: 'POST',
    path: '/asset-tables',
    tag,
    summary: 'Define an asset table',
    access: 'settings.edit',
    body: Type.Object({
      key: Type.String(),
      title: Type.Optional(Type.String()),
      columns: Type.Array(ColumnIn, { maxItems: 500 }),
    }),
    answer: AssetTable,
    status: 201,
    run: ({ write, who, body }) =>
      write(async (db) => {
        const { key, title, columns } = body;
        return await showTable(db, who, await createTable(db, who, { key, columns, ...present({ title }) }));
      }),
  }),
  route({
    method: 'GET',
    path: '/asset-tables/:id',
    tag,
    summary: 'An asset table, by its id or key',
    access: 'agent',
    answer: AssetTable,
    run: ({ read, who, params }) => read(async (db) => showTable(db, who, await getTable(db, who, refOf(params)))),
  }),
  route({
    method: 'PATCH',
    path: '/asset-tables/:id',
    tag,
    summary: 'Change a table; columns are the whole list, one that is left out goes with its values',
    access: 'settings.edit',
    body: Type.Object({
      key: Type.Optional(Type.String()),
      title: Type.Optional(Type.String()),
      columns: Type.Optional(Type.Array(ColumnIn, { maxItems: 500 })),
    }),
    answer: AssetTable,
    run: ({ write, who, body, params }) =>
      write(async (db) => {
        const { id } = await getTable(db, who, refOf(params));
        return await showTable(db, who, await updateTable(db, who, id, present(body)));
      }),
  }),
  route({
    method: 'DELETE',
    path: '/asset-tables/:id',
    tag,
    summary: 'Delete a table with its rows',
    access: 'settings.edit',
    async run({ write, who, params }) {
      await write(async (db) => {
        await deleteTable(db, who, (await getTable(db, who, refOf(params))).id);
      });
    },
  }),
  route({
    method: 'GET',
    path: '/asset-tables/:id/rows',
    tag,
    summary: 'Rows of a table, oldest first; q: every word is in some cell',
    access: 'agent',
    query: Type.Object({ ...pageQuery, q: Type.Optional(Type.String({ maxLength: 255 })) }),
    answer: Page(Row),
    async run(call) {
      const page = readPage(call);
      const { who, query, params } = call;
      const [offset = 0n] = page.after ?? [];
      return await call.read(async (db) => {
        const table = await getTable(db, who, refOf(params));
        const filter = query.q === undefined || query.q.trim() === '' ? {} : { search: query.q };
        const { rows, count } = await listRows(db, who, table, filter, { offset: Number(offset), limit: page.fetch });
        const next = offset + BigInt(page.limit);
        const show = (some: readonly AssetRow[]) => some.map((row) => showRow(table, row));
        return await toPage(call, page, { rows, total: count }, () => [next], show);
      });
    },
  }),
  route({
    method: 'POST',
    path: '/asset-tables/:id/rows',
    tag,
    summary: 'Make a row',
    access: 'customer.edit',
    body: RowBody,
    members: { custom: 'cells' },
    answer: Row,
    status: 201,
    run: ({ write, who, body, params }) =>
      write(async (db) => {
        const table = await getTable(db, who, refOf(params));
        return showRow(table, await createRow(db, who, table.id, readRow(body)));
      }),
  }),
  route({
    method: 'PATCH',
    path: '/asset-tables/:id/rows/:rowId',
    tag,
    summary: 'Change a row: cells that are not there stay',
    access: 'customer.edit',
    body: RowBody,
    members: { custom: 'cells' },
    answer: Row,
    run: ({ write, who, body, params }) =>
      write(async (db) => {
        const table = await getTable(db, who, refOf(params));
        return showRow(table, await updateRow(db, who, table.id, params.id('rowId'), readRow(body)));
      }),
  }),
  route({
    method: 'DELETE',
    path: '/asset-tables/:id/rows/:rowId',
    tag,
    summary: 'Delete a row',
    access: 'customer.edit',
    async run({ write, who, params }) {
      await write(async (db) => {
        const table = await getTable(db, who, refOf(params));
        await deleteRow(db, who, table.id, params.id('rowId'));
      });
    },
  }),
];

function refOf(params: Params): TableRef {
  const text = params.text('id');
  return /^[1-9]\d{0,18}$/.test(text) ? { id: params.id() } : { key: text };
}

function readRow(body: Static<typeof RowBody>): RowPatch {
  const { cells, owner, ownerType } = body;
  return present({ owner, ownerType, cells: cells === undefined ? undefined : new Map(Object.entries(cells)) });
}

async function showTable(db: Reader, who: Caller, table: CrmTable): Promise<Static<typeof AssetTable>> {
  return {
    id: String(table.id),
    key: table.key,
    title: table.title,
    columns: table.columns.map(({ key, name, type, unique }) => ({ key, name, type, unique })),
    rowCount: await readCount(db, who.tenantId, rowCountName(table.id)),
  };
}

function showRow(table: CrmTable, row: AssetRow): Static<typeof Row> {
  const cells = table.columns.map(({ id, key }) => [key, row.cells.get(id) ?? ''] as const);
  return {
    id: String(row.id),
    cells: Object.fromEntries(cells),
    owner: row.owner,
    ownerType: row.ownerType,
    createdAt: showTime(row.createdAt),
    updatedAt: showTime(row.updatedAt),
  };
}
