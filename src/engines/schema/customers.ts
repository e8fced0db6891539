export interface CustomersTable {
  tenant_id: bigint;
  id: bigint;
  name: string;
  /** fold(name): what substring search compares with. */
  name_key: string;
  /** Full pinyin and initials for search, parted by a blank; every reading of a polyphone. */
  pinyin_key: string;
  pinyin: string;
  type_id: bigint | null;
  source_id: bigint | null;
  grade_id: bigint | null;
  deal_flag_id: bigint | null;
  stars: number;
  address: string | null;
  company_id: bigint | null;
  task_id: bigint | null;
  owner_agent_id: bigint | null;
  owner_department_id: bigint | null;
  assigned_at: number | null;
  service_agent_id: bigint | null;
  service_department_id: bigint | null;
  follow_up_count: number;
  last_contact_at: number | null;
  last_contact_agent_id: bigint | null;
  last_contact_department_id: bigint | null;
  last_call_serial: string | null;
  opportunity_count: number;
  /** Living opportunities in the stage 赢单. */
  won_count: number;
  pool_reason_id: bigint | null;
  recycled_at: number | null;
  owner_changes: number;
  /** 0 by hand, 1 import, 2 API. */
  how_made: number;
  original_id: bigint | null;
  im_third_id: string | null;
  /** Where it stands in the counter cube; see customer_cells. */
  cell_id: bigint;
  /** JSON object {"<field id>": stored value}; see crm/fields. */
  custom: string | null;
  version: number;
  created_at: number;
  created_by_agent_id: bigint | null;
  created_role_id: bigint | null;
  created_department_id: bigint | null;
  updated_at: number;
  updated_by_agent_id: bigint | null;
  updated_department_id: bigint | null;
  deleted_at: number | null;
}

export interface CustomerPhonesTable {
  tenant_id: bigint;
  id: bigint;
  customer_id: bigint;
  position: number;
  /** As sent. */
  content: string;
  /** Normalised digits; unique in the tenant while deleted_at is null. */
  number: string;
  deleted_at: number | null;
}

/** Ids of customers that were merged away and keep answering. */
export interface CustomerAliasesTable {
  tenant_id: bigint;
  id: bigint;
  customer_id: bigint;
  created_at: number;
}

export interface LabelsTable {
  tenant_id: bigint;
  id: bigint;
  name: string;
}

export interface CustomerLabelsTable {
  tenant_id: bigint;
  customer_id: bigint;
  label_id: bigint;
  position: number;
}

/** Customers that went into another one, with what undoing it needs. */
export interface MergesTable {
  tenant_id: bigint;
  id: bigint;
  kept_id: bigint;
  /** The customer that went away. */
  other_id: bigint;
  /** JSON: what was moved, and what the kept one's fields were. */
  detail: string;
  agent_id: bigint | null;
  merged_at: number;
  undone_at: number | null;
}

export interface PoolClaimsTable {
  tenant_id: bigint;
  agent_id: bigint;
  /** YYYY-MM-DD in the tenant's zone. */
  day: string;
  claimed: number;
}

/** Which customers an agent opened last. */
export interface RecentCustomersTable {
  tenant_id: bigint;
  agent_id: bigint;
  customer_id: bigint;
  seen_at: number;
}
