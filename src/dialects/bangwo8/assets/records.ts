import { createRow } from '#crm/assets/create-rows.ts';
import { deleteRow } from '#crm/assets/delete-row.ts';
import { listRows } from '#crm/assets/list-rows.ts';
import { getRow } from '#crm/assets/read-rows.ts';
import { updateRow } from '#crm/assets/update-row.ts';
import { upsertRow } from '#crm/assets/upsert-row.ts';
import { parseId } from '../body.ts';
import { badRequest, notFound } from '../errors.ts';
import { numberedLinks, readPage } from '../paging.ts';
import { type Call, ok, type Route } from '../route.ts';
import { readListFilter, readSort } from './read-list.ts';
import { readRecordPatch } from './read-record.ts';
import { tableOf } from './table-of.ts';
import { recordJson, recordOnWire } from './write-record.ts';

const PER_PAGE = 20;
const FILTERS = ['filter', 'ownerType', 'owner', 'sort_by', 'sort_order'] as const;

/** GET …/records: by rId, or sorted by a column. */
const list: Route = {
  method: 'GET',
  path: '/assettables/:tableId/records',
  parameters: [...FILTERS, 'page', 'per_page'],
  run: (call) =>
    call.read(async (db) => {
      const page = readPage(call.query, PER_PAGE);
      const table = await tableOf(call, db);
      const { offset, perPage: limit } = page;
      const sort = readSort(call.query, table);
      const found = await listRows(db, call.who, table, readListFilter(call.query, table), { sort, offset, limit });
      const parameters = {
        ...Object.fromEntries(FILTERS.map((name) => [name, call.query.text(name)])),
        per_page: call.query.text('per_page'),
      };
      const links = numberedLinks(call.links, `assettables/${table.id}/records`, parameters, page, found.count);
      return ok(JSON.stringify({ records: found.rows.map((row) => recordOnWire(call.who, table, row)), ...links }));
    }),
};

const show: Route = {
  method: 'GET',
  path: '/assettables/:tableId/records/:rId',
  run: (call) =>
    call.read(async (db) => {
      const table = await tableOf(call, db);
      return ok(recordJson(call.who, table, await getRow(db, call.who, table, rowIdOf(call))));
    }),
};

const create: Route = {
  method: 'POST',
  path: '/assettables/:tableId/records',
  async run(call) {
    const patch = readRecordPatch(call);
    return await call.write(async (db) => {
      const table = await tableOf(call, db);
      const row = await createRow(db, call.who, table.id, patch);
      return ok(recordJson(call.who, table, row), {
        location: call.links.to(`assettables/${table.id}/records/${row.id}`),
      });
    });
  },
};

const update: Route = {
  method: 'PUT',
  path: '/assettables/:tableId/records/:rId',
  async run(call) {
    const id = rowIdOf(call);
    const patch = readRecordPatch(call);
    return await call.write(async (db) => {
      const table = await tableOf(call, db);
      return ok(recordJson(call.who, table, await updateRow(db, call.who, table.id, id, patch)));
    });
  },
};

/** PUT …/records?unique_key=&unique_value=: the row that has the value, or a new one. */
const upsert: Route = {
  method: 'PUT',
  path: '/assettables/:tableId/records',
  parameters: ['unique_key', 'unique_value'],
  async run(call) {
    const key = required(call, 'unique_key');
    const value = required(call, 'unique_value');
    const patch = readRecordPatch(call);
    return await call.write(async (db) => {
      const table = await tableOf(call, db);
      const { row, created } = await upsertRow(db, call.who, table.id, { key, value }, patch);
      const location = call.links.to(`assettables/${table.id}/records/${row.id}`);
      return ok(recordJson(call.who, table, row), created ? { location } : {});
    });
  },
};

const remove: Route = {
  method: 'DELETE',
  path: '/assettables/:tableId/records/:rId',
  run: (call) =>
    call.write(async (db) => {
      const table = await tableOf(call, db);
      return ok(recordJson(call.who, table, await deleteRow(db, call.who, table.id, rowIdOf(call))));
    }),
};

function rowIdOf(call: Call): bigint {
  const id = parseId(call.part('rId'));
  if (id === null) throw notFound('asset row');
  return id;
}

function required(call: Call, name: string): string {
  const text = call.query.text(name);
  if (text === undefined) throw badRequest(name, 'must be given');
  return text;
}

export const recordRoutes: readonly Route[] = [list, show, create, upsert, update, remove];
