import { requirePermission } from '#crm/access/scope.ts';
import type { Caller, Store, Writer } from '#crm/store.ts';
import type { AssetTable } from './asset-table.ts';
import { rowCountName } from './asset-table.ts';
import { clearColumn } from './convert-rows.ts';
import { refuseDatasource } from './datasource-fields.ts';
import { clearRow } from './delete-row.ts';
import { holdDefinition } from './hold-table.ts';

const CHUNK = 200;

/**
 * Deletes a table with its rows and answers what it was; its key is free at once, and its rows are cleared away by
 * purgeDeletedTables. Raises `not_found`, `in_use` while a custom field takes its values from it.
 */
export async function deleteTable(db: Writer, who: Caller, id: bigint): Promise<AssetTable> {
  requirePermission(who, 'settings.edit');
  const table = await holdDefinition(db, who, id);
  refuseDatasource(who, table);
  await db.sql
    .updateTable('asset_tables')
    .set({ deleted_at: who.now })
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .execute();
  return table;
}

/** Clears away what deleted tables of all tenants left, a few rows a transaction. To be run every few minutes. */
export async function purgeDeletedTables(store: Store): Promise<void> {
  const tables = await store.read((db) =>
    db.sql.selectFrom('asset_tables').select(['tenant_id', 'id']).where('deleted_at', 'is not', null).execute(),
  );
  for (const { tenant_id: tenantId, id } of tables) {
    while (await store.write((db) => clearRows(db, tenantId, id)));
    await store.write((db) => clearDefinition(db, tenantId, id));
  }
}

/** Whether there may be more. */
async function clearRows(db: Writer, tenantId: bigint, tableId: bigint): Promise<boolean> {
  const rows = await db.sql
    .selectFrom('asset_rows')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('table_id', '=', tableId)
    .limit(CHUNK)
    .execute();
  for (const { id } of rows) await clearRow(db, tenantId, id);
  return rows.length === CHUNK;
}

async function clearDefinition(db: Writer, tenantId: bigint, tableId: bigint): Promise<void> {
  const columns = await db.sql
    .selectFrom('asset_columns')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('table_id', '=', tableId)
    .execute();
  for (const { id } of columns) await clearColumn(db, tenantId, id);
  await db.sql.deleteFrom('column_choices').where('tenant_id', '=', tenantId).where('table_id', '=', tableId).execute();
  await db.sql
    .deleteFrom('record_counts')
    .where('tenant_id', '=', tenantId)
    .where('name', '=', rowCountName(tableId))
    .execute();
  await db.sql.deleteFrom('asset_tables').where('tenant_id', '=', tenantId).where('id', '=', tableId).execute();
}
