export interface CompaniesTable {
  tenant_id: bigint;
  id: bigint;
  name: string;
  name_key: string;
  province: string;
  city: string;
  address: string;
  website: string;
  remark: string;
  /** YYYY-MM-DD or null. */
  service_start: string | null;
  service_end: string | null;
  /** Decimal text with two places. */
  service_fee: string;
  service_account: string;
  /** AES-256-GCM under HUILIU_KEY; null = empty. */
  service_password_sealed: string | null;
  /** JSON array of strings. */
  labels: string;
  group_id: bigint | null;
  /** JSON array of department ids as strings. */
  service_departments: string;
  owner_agent_id: bigint | null;
  multi_service_list: string;
  /** Customers that are living and linked. */
  customer_count: number;
  custom: string | null;
  version: number;
  created_at: number;
  created_by_agent_id: bigint | null;
  updated_at: number;
  updated_by_agent_id: bigint | null;
  deleted_at: number | null;
}

export interface CompanyGroupsTable {
  tenant_id: bigint;
  id: bigint;
  name: string;
  kind: 'company' | 'contact';
}
