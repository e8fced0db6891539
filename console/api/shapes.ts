/** The shapes of the native dialect (src/dialects/native/README.md), as the console reads them. */
export type Id = string;

export interface OptionRef {
  readonly id: Id;
  readonly code: string;
  readonly name: string;
}
export interface AgentRef {
  readonly id: Id;
  readonly loginNo: string;
  readonly name: string;
}
export interface NamedRef {
  readonly id: Id;
  readonly name: string;
}
export interface Assignment {
  readonly agent: AgentRef | null;
  readonly department: NamedRef | null;
}
export interface Listed<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: number | null;
}

export interface FieldChoice {
  readonly id: Id;
  readonly label: string;
}
export interface Region {
  readonly code: string;
  readonly name: string;
}
export interface Attachment {
  readonly name: string;
  readonly url: string;
  readonly size: number;
}
export interface AssetLink {
  readonly id: Id;
  readonly text: string;
}
export type CustomValue =
  | string
  | boolean
  | FieldChoice
  | readonly FieldChoice[]
  | readonly Region[]
  | readonly Attachment[]
  | readonly AssetLink[];
export type Custom = Readonly<Record<string, CustomValue | null>>;

export interface Phone {
  readonly id: Id;
  readonly content: string;
  readonly masked: boolean;
}

export interface Customer {
  readonly id: Id;
  readonly version: number;
  readonly name: string;
  readonly pinyin: string;
  readonly phones: readonly Phone[];
  readonly type: OptionRef | null;
  readonly source: OptionRef | null;
  readonly grade: OptionRef | null;
  readonly dealFlag: OptionRef | null;
  readonly task: OptionRef | null;
  readonly stars: number;
  readonly labels: readonly NamedRef[];
  readonly address: string | null;
  readonly company: NamedRef | null;
  readonly owner: Assignment;
  readonly assignedAt: string | null;
  readonly service: Assignment;
  readonly inPool: boolean;
  readonly poolReason: OptionRef | null;
  readonly recycledAt: string | null;
  readonly recyclesAt: string | null;
  readonly ownerChanges: number;
  readonly followUpCount: number;
  readonly lastContactAt: string | null;
  readonly lastContactBy: AgentRef | null;
  readonly lastCallSerial: string | null;
  readonly opportunityCount: number;
  readonly won: boolean;
  readonly howMade: 'hand' | 'import' | 'api';
  readonly originalId: Id | null;
  readonly imThirdId: string | null;
  readonly custom: Custom;
  readonly createdAt: string;
  readonly createdBy: AgentRef | null;
  readonly updatedAt: string;
  readonly updatedBy: AgentRef | null;
}

export interface Company {
  readonly id: Id;
  readonly version: number;
  readonly name: string;
  readonly province: string;
  readonly city: string;
  readonly address: string;
  readonly website: string;
  readonly remark: string;
  readonly serviceStart: string | null;
  readonly serviceEnd: string | null;
  readonly serviceFee: string;
  readonly serviceAccount: string;
  readonly servicePassword: '******' | '';
  readonly labels: readonly string[];
  readonly group: { readonly id: Id; readonly name: string; readonly kind: 'company' | 'contact' } | null;
  readonly serviceDepartments: readonly NamedRef[];
  readonly owner: AgentRef | null;
  readonly customerCount: number;
  readonly custom: Custom;
  readonly createdAt: string;
  readonly createdBy: AgentRef | null;
  readonly updatedAt: string;
  readonly updatedBy: AgentRef | null;
  readonly deletedAt: string | null;
}

export interface Opportunity {
  readonly id: Id;
  readonly version: number;
  readonly name: string;
  readonly customer: NamedRef;
  readonly type: OptionRef | null;
  readonly source: OptionRef | null;
  readonly stage: OptionRef | null;
  readonly state: 'open' | 'won' | 'lost';
  readonly loseReason: OptionRef | null;
  readonly loseRemark: string;
  readonly owner: Assignment;
  readonly lastContactAt: string | null;
  readonly lastContactBy: AgentRef | null;
  readonly custom: Custom;
  readonly createdAt: string;
  readonly createdBy: AgentRef | null;
  readonly updatedAt: string;
  readonly updatedBy: AgentRef | null;
}

export interface FollowUp {
  readonly id: Id;
  readonly version: number;
  readonly customer: NamedRef;
  readonly opportunity: NamedRef | null;
  readonly type: OptionRef;
  readonly content: string;
  readonly text: string;
  readonly dealFlag: OptionRef | null;
  readonly nextContactAt: string | null;
  readonly createdAt: string;
  readonly createdBy: AgentRef | null;
  readonly updatedAt: string;
  readonly updatedBy: AgentRef | null;
}

export interface Ticket {
  readonly id: Id;
  readonly serial: string | null;
  readonly customer: NamedRef;
  readonly title: string;
  readonly content: string;
  readonly handler: AgentRef | null;
  readonly state: OptionRef | null;
  readonly urgency: OptionRef | null;
  readonly createdAt: string;
  readonly createdBy: AgentRef | null;
  readonly updatedAt: string;
  readonly closedAt: string | null;
}

export interface Call {
  readonly id: Id;
  readonly serial: string;
  readonly customer: NamedRef | null;
  readonly phone: string;
  readonly direction: 'in' | 'out';
  readonly agent: AgentRef | null;
  readonly state: 'ringing' | 'answered' | 'ended';
  readonly result: string;
  readonly duration: number;
  readonly recordingUrl: string | null;
  readonly startedAt: string;
}

export interface TextMessage {
  readonly id: Id;
  readonly serial: string | null;
  readonly customer: NamedRef | null;
  readonly phone: string;
  readonly agent: AgentRef | null;
  readonly direction: 'in' | 'out';
  readonly content: string;
  readonly state: 'sending' | 'sent' | 'failed';
  readonly sentAt: string;
}

/** Through what a change came. */
export type Via = 'ttf' | 'bangwo8' | 'icsoc' | 'native' | 'console' | 'cli' | 'job';

export interface Change {
  readonly id: Id;
  readonly field: string;
  readonly label: string;
  readonly oldText: string;
  readonly newText: string;
  readonly agent: AgentRef | null;
  readonly via: Via;
  readonly at: string;
}

export type TimelineKind = 'follow_up' | 'call' | 'ticket' | 'message' | 'change';
export type TimelineEntry = { readonly id: string; readonly at: string; readonly agent: AgentRef | null } & (
  | { readonly kind: 'follow_up'; readonly followUp: FollowUp }
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'ticket'; readonly ticket: Ticket }
  | { readonly kind: 'message'; readonly message: TextMessage }
  | { readonly kind: 'change'; readonly change: Change }
);
export interface Timeline extends Listed<TimelineEntry> {
  readonly counts: Readonly<Partial<Record<TimelineKind, number>>>;
}

export interface CustomerCard {
  readonly customer: Customer;
  readonly contacts: readonly TimelineEntry[];
  readonly openTickets: readonly Ticket[];
  readonly opportunities: readonly Opportunity[];
}
export interface CallPop {
  readonly call: Call;
  readonly customers: readonly CustomerCard[];
}

export type Permission =
  | 'customer.edit'
  | 'customer.delete'
  | 'export'
  | 'phone.reveal'
  | 'servicepassword.read'
  | 'settings.edit';
export type Scope = 'own' | 'department' | 'tree' | 'all';

export interface Session {
  readonly agent: AgentRef & {
    readonly departments: readonly NamedRef[];
    readonly department: NamedRef;
    readonly role: NamedRef;
  };
  readonly tenant: Tenant;
  readonly scope: Scope;
  readonly isAdmin: boolean;
  readonly permissions: readonly Permission[];
  readonly seeingAs: boolean;
  readonly expiresAt: string | null;
  readonly language: string | null;
}
export interface Tenant {
  readonly id: Id;
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
}

export type RecordName = 'customer' | 'company' | 'opportunity';
export interface Directory {
  readonly version: number;
  readonly tenant: Tenant;
  readonly departments: readonly Department[];
  readonly roles: readonly Role[];
  readonly agents: readonly DirectoryAgent[];
  readonly dictionaries: Readonly<Record<string, readonly DictionaryOption[]>>;
  readonly stages: { readonly won: Id | null; readonly lost: Id | null };
  readonly fields: Readonly<Record<RecordName, readonly Field[]>>;
  readonly requiredFields: Readonly<Record<string, boolean>>;
  readonly pool: { readonly quotaPerDay: number; readonly recycleAfterDays: number; readonly mayClaim: boolean };
}
export interface Department {
  readonly id: Id;
  readonly parentId: Id | null;
  readonly name: string;
}
export interface Role {
  readonly id: Id;
  readonly name: string;
  readonly scope: Scope;
  readonly isAdmin: boolean;
  readonly permissions: readonly Permission[];
}
export interface DirectoryAgent extends AgentRef {
  readonly roleId: Id;
  readonly departmentId: Id;
  readonly departmentIds: readonly Id[];
  readonly state: 'active' | 'disabled';
}
export interface DictionaryOption extends OptionRef {
  readonly enabled: boolean;
  readonly position: number;
}
export interface Field {
  readonly id: Id;
  readonly key: string;
  readonly label: string;
  readonly kind: string;
  readonly required: boolean;
  readonly enabled: boolean;
  readonly position: number;
  readonly settings: {
    readonly integer?: boolean;
    readonly yesNo?: boolean;
    readonly defaultOptionId?: Id;
    readonly tableId?: Id;
    readonly displayColumn?: string;
    readonly extension?: string;
  };
  readonly options: readonly FieldOption[];
  readonly names: { readonly ttf: string; readonly bangwo8: string; readonly icsoc: string };
}
export interface FieldOption {
  readonly id: Id;
  readonly parentId: Id | null;
  readonly label: string;
  readonly position: number;
  readonly enabled: boolean;
}

export interface Quota {
  readonly perDay: number;
  readonly used: number;
  readonly left: number;
  readonly mayClaim: boolean;
}

export interface Job {
  readonly id: Id;
  readonly kind: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly total: number | null;
  readonly done: number;
  readonly failed: number;
  readonly agent: AgentRef | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly canUndo: boolean;
  readonly hasFile: boolean;
  readonly hasErrors: boolean;
}
