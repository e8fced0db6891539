import type {
  AgentDepartmentsTable,
  AgentsTable,
  ApiClientsTable,
  DepartmentsTable,
  LoginDirectoryTable,
  RolesTable,
  SettingsTable,
  SignInFailuresTable,
  TenantsTable,
  TokensTable,
} from './schema/access.ts';
import type {
  AssetColumnsTable,
  AssetRowsTable,
  AssetSortKeysTable,
  AssetTablesTable,
  AssetUniqueValuesTable,
  ColumnChoicesTable,
} from './schema/assets.ts';
import type { CompaniesTable, CompanyGroupsTable } from './schema/companies.ts';
import type {
  FieldOptionsTable,
  FieldsTable,
  OptionsTable,
  PoolRulesTable,
  RequiredFieldsTable,
} from './schema/configuration.ts';
import type { PreferencesTable, SavedViewsTable } from './schema/console.ts';
import type { CustomerCellsTable, CustomerCountsTable, RecordCountsTable, SequencesTable } from './schema/counters.ts';
import type {
  AttachmentsTable,
  CallsTable,
  FollowUpsTable,
  MessagesTable,
  OpportunitiesTable,
  TicketsTable,
} from './schema/customer-records.ts';
import type {
  CustomerAliasesTable,
  CustomerLabelsTable,
  CustomerPhonesTable,
  CustomersTable,
  LabelsTable,
  MergesTable,
  PoolClaimsTable,
  RecentCustomersTable,
} from './schema/customers.ts';
import type { AuditEntriesTable, ChangesTable, EventsTable, RememberedRequestsTable } from './schema/history.ts';
import type { JobRowsTable, JobsTable, WebhookDeliveriesTable, WebhooksTable } from './schema/jobs.ts';

export type * from './schema/access.ts';
export type * from './schema/assets.ts';
export type * from './schema/companies.ts';
export type * from './schema/configuration.ts';
export type * from './schema/console.ts';
export type * from './schema/counters.ts';
export type * from './schema/customer-records.ts';
export type * from './schema/customers.ts';
export type * from './schema/history.ts';
export type * from './schema/jobs.ts';

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
