import type { AssetTable } from '#crm/assets/asset-table.ts';

/** A table as answers show it. */
export function tableOnWire({ id, key, title, columns }: AssetTable) {
  return {
    tableId: String(id),
    tableName: key,
    title,
    fields: columns.map((column) => ({
      key: column.key,
      name: column.name,
      type: column.type,
      ...(column.unique ? { unique: true } : {}),
    })),
  };
}

export function tableJson(table: AssetTable): string {
  return JSON.stringify({ assettable: tableOnWire(table) });
}
