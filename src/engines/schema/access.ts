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

export interface SignInFailuresTable {
  tenant_id: bigint;
  login_key: string;
  failures: number;
  locked_until: number | null;
  last_at: number;
}
