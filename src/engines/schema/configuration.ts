export interface OptionsTable {
  tenant_id: bigint;
  dictionary: string;
  id: bigint;
  code: string;
  name: string;
  position: number;
  enabled: number;
}

export interface FieldsTable {
  tenant_id: bigint;
  id: bigint;
  record: 'customer' | 'company' | 'opportunity';
  key: string;
  label: string;
  kind: string;
  required: number;
  position: number;
  /** JSON: the kind's variant (integer or decimal, single yes/no box …), default, asset extension. */
  settings: string | null;
  enabled: number;
}

export interface FieldOptionsTable {
  tenant_id: bigint;
  field_id: bigint;
  id: bigint;
  parent_id: bigint | null;
  label: string;
  position: number;
  enabled: number;
}

/** Whether a system field (cle_name, opty_stage …) must be given on icsoc and in the console. */
export interface RequiredFieldsTable {
  tenant_id: bigint;
  record: 'customer' | 'opportunity' | 'follow_up';
  key: string;
  required: number;
}

export interface PoolRulesTable {
  tenant_id: bigint;
  quota_per_day: number;
  /** Whole days without contact until a customer falls into the pool; 0 = never. */
  recycle_after_days: number;
  /** JSON array of role ids as strings; null = every role. */
  claim_role_ids_json: string | null;
}
