import type { Permission } from '#crm/errors.ts';

/** A tenant's configuration in memory: small, read at every request, reloaded when its version changes. */
export interface Directory {
  readonly version: number;
  readonly tenant: Tenant;
  readonly departments: ReadonlyMap<bigint, Department>;
  readonly roles: ReadonlyMap<bigint, Role>;
  readonly agents: ReadonlyMap<bigint, Agent>;
  /** By login number in lower case. */
  readonly agentsByLogin: ReadonlyMap<string, Agent>;
  readonly options: ReadonlyMap<DictionaryName, Dictionary>;
  readonly fields: ReadonlyMap<FieldRecord, FieldSet>;
  /** Whether a system field must be given, by `<record>.<key>`, e.g. `customer.cle_name`. */
  readonly requiredFields: ReadonlyMap<string, boolean>;
  readonly poolRule: PoolRule;
}

/** How customers leave and enter the public pool. */
export interface PoolRule {
  /** Customers that an agent may claim in a day of the tenant's zone. */
  readonly quotaPerDay: number;
  /** Whole days without contact until a customer falls into the pool; 0 = never. */
  readonly recycleAfterDays: number;
  /** Whose agents may claim; null = every role. */
  readonly claimRoleIds: ReadonlySet<bigint> | null;
}

export interface Tenant {
  readonly id: bigint;
  readonly code: string;
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
}

export interface Department {
  readonly id: bigint;
  readonly parentId: bigint | null;
  readonly name: string;
  /** Its own id and those of all departments below it. */
  readonly tree: ReadonlySet<bigint>;
}

export type Scope = 'own' | 'department' | 'tree' | 'all';

export interface Role {
  readonly id: bigint;
  readonly name: string;
  readonly scope: Scope;
  readonly permissions: ReadonlySet<Permission>;
  readonly isAdmin: boolean;
}

export interface Agent {
  readonly id: bigint;
  readonly loginNo: string;
  readonly name: string;
  readonly roleId: bigint;
  /** The main department. */
  readonly departmentId: bigint;
  /** All departments, the main one included. */
  readonly departmentIds: ReadonlySet<bigint>;
  readonly state: 'active' | 'disabled';
  readonly createdAt: number;
}

export type DictionaryName =
  | 'customer_type'
  | 'customer_source'
  | 'customer_grade'
  | 'deal_flag'
  | 'task'
  | 'follow_up_type'
  | 'opportunity_type'
  | 'opportunity_source'
  | 'opportunity_stage'
  | 'lose_reason'
  | 'pool_reason'
  | 'ticket_state'
  | 'ticket_urgency';

export interface Option {
  readonly id: bigint;
  readonly code: string;
  readonly name: string;
  readonly position: number;
  readonly enabled: boolean;
}

export interface Dictionary {
  /** By position, disabled ones included. */
  readonly all: readonly Option[];
  readonly byId: ReadonlyMap<bigint, Option>;
  /** Of several with one name an enabled one wins, then the first by position. */
  readonly byName: ReadonlyMap<string, Option>;
  readonly byCode: ReadonlyMap<string, Option>;
}

export type FieldRecord = 'customer' | 'company' | 'opportunity';

export type FieldKind =
  | 'input'
  | 'textarea'
  | 'number'
  | 'select'
  | 'radio'
  | 'checkbox'
  | 'cascade'
  | 'city'
  | 'datetime'
  | 'telephone'
  | 'email'
  | 'attachment'
  | 'datasource';

export interface Field {
  readonly id: bigint;
  readonly record: FieldRecord;
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly enabled: boolean;
  readonly position: number;
  readonly settings: FieldSettings;
  /** By position, disabled ones included; a cascade's hang together by parentId. */
  readonly options: readonly FieldOption[];
  readonly optionsById: ReadonlyMap<bigint, FieldOption>;
}

export interface FieldSettings {
  /** number: refuse a fraction (Bangwo8 type 4). */
  readonly integer?: boolean;
  /** checkbox: a single yes/no box (Bangwo8 type 6). */
  readonly yesNo?: boolean;
  /** select and radio: the option that a form shows first. */
  readonly defaultOptionId?: string;
  /** datasource: the asset table whose rows it names, and the column that stands for a row. */
  readonly tableId?: string;
  readonly displayColumn?: string;
  /** input on a company: the query string of its external extension (docs/external-extension.md). */
  readonly extension?: string;
}

export interface FieldOption {
  readonly id: bigint;
  readonly parentId: bigint | null;
  readonly label: string;
  readonly position: number;
  readonly enabled: boolean;
}

export interface FieldSet {
  /** By position, disabled ones left out. */
  readonly all: readonly Field[];
  /** Disabled ones included: what was stored under them can still be shown and is kept. */
  readonly byId: ReadonlyMap<bigint, Field>;
  readonly byKey: ReadonlyMap<string, Field>;
}
