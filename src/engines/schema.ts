import type { Generated } from 'kysely';

/**
 * The tables as both engines hold them. Conventions that the engines rely on when they read rows:
 * a column named `id` or `*_id` holds an int64 and reads as `bigint`; every other integer column reads as `number`;
 * times (`*_at`) are UTC milliseconds; flags are 0 or 1; columns named in a comment as JSON hold JSON text.
 */
export interface Database {
  // Reference tables (Citus keeps them on every node): they say who is who before a tenant is known.
  tenants: TenantsTable;
  login_directory: LoginDirectoryTable;
  api_clients: ApiClientsTable;
  tokens: TokensTable;
  settings: SettingsTable;

  // People and rules of a tenant.
  departments: DepartmentsTable;
  roles: RolesTable;
  agents: AgentsTable;
  agent_departments: AgentDepartmentsTable;
  options: OptionsTable;
  fields: FieldsTable;
  field_options: FieldOptionsTable;
  required_fields: RequiredFieldsTable;
  pool_rules: PoolRulesTable;

  // Records.
  customers: CustomersTable;
  customer_phones: CustomerPhonesTable;
  customer_aliases: CustomerAliasesTable;
  labels: LabelsTable;
  customer_labels: CustomerLabelsTable;
  companies: CompaniesTable;
  company_groups: CompanyGroupsTable;
  opportunities: OpportunitiesTable;
  follow_ups: FollowUpsTable;
  tickets: TicketsTable;
  calls: CallsTable;
  messages: MessagesTable;
  asset_tables: AssetTablesTable;
  asset_columns: AssetColumnsTable;
  asset_rows: AssetRowsTable;
  asset_unique_values: AssetUniqueValuesTable;
  asset_sort_keys: AssetSortKeysTable;
  column_choices: ColumnChoicesTable;
  saved_views: SavedViewsTable;
  preferences: PreferencesTable;
  recent_customers: RecentCustomersTable;
  merges: MergesTable;
  attachments: AttachmentsTable;

  // What happened, and what is owed.
  changes: ChangesTable;
  events: EventsTable;
  audit_entries: AuditEntriesTable;
  remembered_requests: RememberedRequestsTable;
  pool_claims: PoolClaimsTable;
  jobs: JobsTable;
  job_rows: JobRowsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  sign_in_failures: SignInFailuresTable;

  // Kept figures.
  sequences: SequencesTable;
  customer_cells: CustomerCellsTable;
  customer_counts: CustomerCountsTable;
  record_counts: RecordCountsTable;
}

export interface TenantsTable {
  id: bigint;
  code: string;
  name: string;
  time_zone: string;
  /** Raised by every write of configuration (agents, roles, departments, options, fields, clients). */
  config_version: number;
  created_at: number;
}

/** One row an agent: finds the tenants in which a bare login number lives. */
export interface LoginDirectoryTable {
  login_key: string;
  tenant_id: bigint;
  agent_id: bigint;
}

export interface ApiClientsTable {
  id: bigint;
  tenant_id: bigint;
  agent_id: bigint;
  name: string;
  /** AES-256-GCM under HUILIU_KEY. */
  secret_sealed: string;
  enabled: number;
  /** Calls a minute; null = none. */
  rate_limit: number | null;
  created_at: number;
}

/** OAuth access and refresh tokens, console sessions and picker tokens; only their SHA-256 is kept. */
export interface TokensTable {
  hash: string;
  kind: 'access' | 'uncounted' | 'refresh' | 'session' | 'picker' | 'setup';
  tenant_id: bigint;
  agent_id: bigint;
  client_id: bigint | null;
  scope: string | null;
  /** JSON: what the kind needs (a picker's table and origin, a session's user agent …). */
  detail: string | null;
  created_at: number;
  expires_at: number;
}

/** Facts about the store itself, such as the value that shows whether HUILIU_KEY opens it. */
export interface SettingsTable {
  name: string;
  value: string;
}

export interface DepartmentsTable {
  tenant_id: bigint;
  id: bigint;
  parent_id: bigint | null;
  name: string;
}

export interface RolesTable {
  tenant_id: bigint;
  id: bigint;
  name: string;
  scope: 'own' | 'department' | 'tree' | 'all';
  /** JSON array of permission names. */
  permissions: string;
  is_admin: number;
}

export interface AgentsTable {
  tenant_id: bigint;
  id: bigint;
  login_no: string;
  /** login_no in lower case; unique in the tenant. */
  login_key: string;
  name: string;
  password_hash: string;
  role_id: bigint;
  /** The main department; every department stands in agent_departments, the main one too. */
  department_id: bigint;
  state: 'active' | 'disabled';
  /** JSON: e-mail, phones, sex, language … as the console keeps them. */
  profile: string | null;
  created_at: number;
}

export interface AgentDepartmentsTable {
  tenant_id: bigint;
  agent_id: bigint;
  department_id: bigint;
}

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

export interface OpportunitiesTable {
  tenant_id: bigint;
  id: bigint;
  customer_id: bigint;
  name: string;
  name_key: string;
  type_id: bigint | null;
  source_id: bigint | null;
  stage_id: bigint | null;
  lose_reason_id: bigint | null;
  lose_remark: string;
  owner_agent_id: bigint | null;
  owner_department_id: bigint | null;
  last_contact_at: number | null;
  last_contact_agent_id: bigint | null;
  last_contact_department_id: bigint | null;
  custom: string | null;
  version: number;
  created_at: number;
  created_by_agent_id: bigint | null;
  created_department_id: bigint | null;
  updated_at: number;
  updated_by_agent_id: bigint | null;
  updated_department_id: bigint | null;
  deleted_at: number | null;
  /** 1 while neither it nor its customer is deleted. */
  visible: number;
}

export interface FollowUpsTable {
  tenant_id: bigint;
  id: bigint;
  customer_id: bigint;
  opportunity_id: bigint | null;
  type_id: bigint;
  /** As sent, HTML included. */
  content: string;
  /** Without tags, entities decoded. */
  content_text: string;
  /** fold(content_text). */
  content_key: string;
  /** The customer's deal flag when it was written. */
  deal_flag_id: bigint | null;
  next_contact_at: number | null;
  version: number;
  created_at: number;
  created_by_agent_id: bigint | null;
  created_role_id: bigint | null;
  created_department_id: bigint | null;
  updated_at: number;
  updated_by_agent_id: bigint | null;
  updated_department_id: bigint | null;
  deleted_at: number | null;
  /** 1 while neither it nor its customer is deleted. */
  visible: number;
  /** Whose its customer is, kept here so that lists of limited reach read no customer (crm/follow-ups/owner-columns.ts). */
  owner_agent_id: bigint | null;
  owner_department_id: bigint | null;
  service_agent_id: bigint | null;
  service_department_id: bigint | null;
}

export interface TicketsTable {
  tenant_id: bigint;
  id: bigint;
  serial: string | null;
  customer_id: bigint;
  title: string;
  /** HTML as sent. */
  content: string;
  handler_agent_id: bigint | null;
  state_id: bigint | null;
  urgency_id: bigint | null;
  created_at: number;
  created_by_agent_id: bigint | null;
  updated_at: number;
  closed_at: number | null;
}

export interface CallsTable {
  tenant_id: bigint;
  id: bigint;
  serial: string;
  customer_id: bigint | null;
  phone: string;
  /** Normalised digits of phone. */
  number: string;
  direction: 'in' | 'out';
  agent_id: bigint | null;
  state: 'ringing' | 'answered' | 'ended';
  result: string;
  duration_s: number;
  recording_url: string | null;
  started_at: number;
}

export interface MessagesTable {
  tenant_id: bigint;
  id: bigint;
  serial: string | null;
  customer_id: bigint | null;
  phone: string;
  number: string;
  agent_id: bigint | null;
  direction: 'in' | 'out';
  content: string;
  state: 'sending' | 'sent' | 'failed';
  sent_at: number;
}

export interface AssetTablesTable {
  tenant_id: bigint;
  id: bigint;
  /** Unique among those that aren't deleted. */
  key: string;
  title: string;
  created_at: number;
  /** Its rows are cleared away bit by bit from then on. */
  deleted_at: number | null;
}

/** `id` names the column in its rows and tokens and is never used again; callers name it by `key`. */
export interface AssetColumnsTable {
  tenant_id: bigint;
  id: bigint;
  table_id: bigint;
  key: string;
  name: string;
  /** A company field's type number (crm/assets/asset-table.ts). */
  type: number;
  is_unique: number;
  position: number;
}

export interface AssetRowsTable {
  tenant_id: bigint;
  id: bigint;
  table_id: bigint;
  /** JSON object {"<column id>": text}, without empty ones. */
  cells: string;
  /** What search compares with: every cell folded, between marks of its column (crm/assets/row-text.ts). */
  text_key: string;
  owner: string;
  owner_type: 'agent' | 'servicer' | 'contacter' | 'company' | 'servicerGroup';
  ticket: string;
  created_at: number;
  updated_at: number;
}

export interface AssetUniqueValuesTable {
  tenant_id: bigint;
  column_id: bigint;
  value: string;
  row_id: bigint;
}

/** One for each row and column, also where the cell is empty: a table is read in a column's order by its index. */
export interface AssetSortKeysTable {
  tenant_id: bigint;
  row_id: bigint;
  column_id: bigint;
  /** Compares by bytes as people order the values (crm/assets/sort-key.ts). */
  sort_key: string;
}

/** Which columns an agent shows in the picker, for a table and the company field it opens for ('' = none). */
export interface ColumnChoicesTable {
  tenant_id: bigint;
  agent_id: bigint;
  table_id: bigint;
  field_key: string;
  /** JSON: {shown: string[] | null, order: string[]}, column keys; null = all. */
  choice: string;
}

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

/** Which customers an agent opened last. */
export interface RecentCustomersTable {
  tenant_id: bigint;
  agent_id: bigint;
  customer_id: bigint;
  seen_at: number;
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

export interface AttachmentsTable {
  tenant_id: bigint;
  id: bigint;
  name: string;
  media_type: string;
  size_bytes: number;
  sha256: string;
  created_by_agent_id: bigint | null;
  created_at: number;
}

export interface ChangesTable {
  tenant_id: bigint;
  id: Generated<bigint>;
  record: 'customer' | 'company' | 'opportunity' | 'follow_up' | 'ticket';
  record_id: bigint;
  /** The model's field name (`name`, `phones`, `owner`, `department` …) or `field:<id>`. */
  field: string;
  /** What people call the field, as it was at the change. */
  label: string;
  old_text: string;
  new_text: string;
  agent_id: bigint | null;
  /** The dialect it came through, `console`, or `cli`. */
  via: string;
  changed_at: number;
}

export interface EventsTable {
  tenant_id: bigint;
  id: Generated<bigint>;
  kind: string;
  record: string;
  record_id: bigint;
  agent_id: bigint | null;
  /** JSON. */
  detail: string | null;
  happened_at: number;
}

export interface AuditEntriesTable {
  tenant_id: bigint;
  id: Generated<bigint>;
  agent_id: bigint | null;
  action: string;
  record: string | null;
  record_id: bigint | null;
  detail: string | null;
  via: string;
  happened_at: number;
}

/** Answers kept for repeats: Bangwo8's Requestid and the native Idempotency-Key. */
export interface RememberedRequestsTable {
  tenant_id: bigint;
  caller: string;
  request_key: string;
  /** SHA-256 of method, path and body. */
  fingerprint: string;
  status: number;
  /** AES-256-GCM under HUILIU_KEY. */
  answer_sealed: string;
  created_at: number;
}

export interface PoolClaimsTable {
  tenant_id: bigint;
  agent_id: bigint;
  /** YYYY-MM-DD in the tenant's zone. */
  day: string;
  claimed: number;
}

export interface JobsTable {
  tenant_id: bigint;
  id: bigint;
  kind: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  total: number | null;
  done: number;
  failed: number;
  /** JSON: what was asked. */
  input: string;
  /** JSON: how far it came; what a restart goes on from. */
  progress: string | null;
  /** JSON. */
  result: string | null;
  agent_id: bigint | null;
  via: string;
  lease_owner: string | null;
  lease_until: number | null;
  created_at: number;
  updated_at: number;
}

export interface JobRowsTable {
  tenant_id: bigint;
  job_id: bigint;
  row_index: number;
  /** JSON of the row as given; null once it is done. */
  input: string | null;
  /** JSON of what became of it; null while it waits. */
  outcome: string | null;
}

export interface WebhooksTable {
  tenant_id: bigint;
  id: bigint;
  url: string;
  secret_sealed: string;
  /** JSON array of event kinds. */
  kinds: string;
  enabled: number;
  last_event_id: bigint;
  created_at: number;
}

export interface WebhookDeliveriesTable {
  tenant_id: bigint;
  id: bigint;
  webhook_id: bigint;
  event_id: bigint;
  state: 'waiting' | 'delivered' | 'failed';
  attempts: number;
  next_attempt_at: number | null;
  status: number | null;
  detail: string | null;
  created_at: number;
}

export interface SignInFailuresTable {
  tenant_id: bigint;
  login_key: string;
  failures: number;
  locked_until: number | null;
  last_at: number;
}

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
