import { createTable } from '#crm/assets/create-table.ts';
import { deleteTable } from '#crm/assets/delete-table.ts';
import { listTables } from '#crm/assets/get-table.ts';
import { updateTable } from '#crm/assets/update-table.ts';
import { badRequest } from '../errors.ts';
import { ok, type Route } from '../route.ts';
import { readTable, tableKeys } from './read-table.ts';
import { tableOf } from './table-of.ts';
import { tableJson, tableOnWire } from './write-table.ts';

/** GET /assettables [ours, as all of them]: every table, oldest first. */
const list: Route = {
  method: 'GET',
  path: '/assettables',
  async run(call) {
    const tables = await call.read((db) => listTables(db, call.who));
    return ok(JSON.stringify({ assettables: tables.map(tableOnWire) }));
  },
};

const show: Route = {
  method: 'GET',
  path: '/assettables/:tableId',
  run: (call) => call.read(async (db) => ok(tableJson(await tableOf(call, db)))),
};

const create: Route = {
  method: 'POST',
  path: '/assettables',
  admin: true,
  wireKeys: tableKeys,
  async run(call) {
    const { key, columns, title } = readTable(call);
    if (key === undefined) throw badRequest('tableName', 'must be given');
    if (columns === undefined) throw badRequest('fields', 'must be given');
    return await call.write(async (db) => {
      const table = await createTable(db, call.who, { key, columns, ...(title !== undefined && { title }) });
      return ok(tableJson(table), { location: call.links.to(`assettables/${table.id}`) });
    });
  },
};

/** PUT: what isn't sent stays; `fields` are the whole of them, and one that is left out goes with its values. */
const update: Route = {
  method: 'PUT',
  path: '/assettables/:tableId',
  admin: true,
  wireKeys: tableKeys,
  async run(call) {
    const patch = readTable(call);
    return await call.write(async (db) => {
      const { id } = await tableOf(call, db);
      return ok(tableJson(await updateTable(db, call.who, id, patch)));
    });
  },
};

const remove: Route = {
  method: 'DELETE',
  path: '/assettables/:tableId',
  admin: true,
  run: (call) =>
    call.write(async (db) => {
      const { id } = await tableOf(call, db);
      return ok(tableJson(await deleteTable(db, call.who, id)));
    }),
};

export const tableRoutes: readonly Route[] = [list, show, create, update, remove];
