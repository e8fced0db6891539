import { migrations } from './index.ts';
import type { Ddl } from './migration.ts';

export interface TableKind {
  readonly name: string;
  /** Its primary key begins with the tenant, so that it can be distributed by it; else every node needs the whole. */
  readonly isTenants: boolean;
}

/** The tables that the migrations make, in their order, told from the migrations themselves. */
export function layoutOf(): TableKind[] {
  const tables = new Map<string, boolean>();
  const note = (name: string, isTenants: boolean): string => {
    tables.set(name, isTenants);
    return '';
  };
  const listening: Ddl = {
    table: (name, primaryKey) => note(name, primaryKey.startsWith('tenant_id')),
    searchable: (name) => [note(name, true), note(`${name}_search`, true)],
    log: (name) => note(name, true),
    lists: (table) => [note(`${table}_listed`, true)],
    hits: () => '',
    hitsAnew: () => [],
    columns: () => [],
    index: () => '',
    unique: () => '',
  };
  for (const migration of migrations) migration.statements(listening);
  return [...tables].map(([name, isTenants]) => ({ name, isTenants }));
}
