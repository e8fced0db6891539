export interface SavedViewsTable {
  tenant_id: bigint;
  id: bigint;
  agent_id: bigint;
  record: string;
  name: string;
  sharing: 'me' | 'department' | 'all';
  /** JSON: filters, columns, order. */
  definition: string;
  version: number;
  created_at: number;
}

/** What an agent's console keeps for itself: language, theme, columns … */
export interface PreferencesTable {
  tenant_id: bigint;
  agent_id: bigint;
  name: string;
  /** JSON. */
  value: string;
}
