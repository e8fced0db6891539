export interface SequencesTable {
  tenant_id: bigint;
  name: string;
  /** The next number to hand out; a count of ids, not an id of a record. */
  next_id: bigint;
}

/**
 * The cells of the counter cube: one row for each combination of the dimensions that some customer ever had (0 = none).
 * A customer names its cell (`customers.cell_id`), so a filtered list finds its rows by one index; cells never change.
 */
export interface CustomerCellsTable {
  tenant_id: bigint;
  id: bigint;
  owner_agent_id: bigint;
  owner_department_id: bigint;
  type_id: bigint;
  deal_flag_id: bigint;
  source_id: bigint;
  task_id: bigint;
}

/** How many living customers stand in a cell. Slots part one count among concurrent writers; sum them. */
export interface CustomerCountsTable {
  tenant_id: bigint;
  cell_id: bigint;
  slot: number;
  n: number;
}

/** Living records of a kind, e.g. name = 'companies', 'follow_ups'. */
export interface RecordCountsTable {
  tenant_id: bigint;
  name: string;
  slot: number;
  n: number;
}
