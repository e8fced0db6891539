/**
 * The shapes of the native dialect as the console reads them: those of the schemas that the server answers by (types alone, so that
 * nothing of the server is shipped), with more said where a schema leaves a value open.
 */
import type { Static } from 'typebox';
import type * as activity from '../../src/dialects/native/schemas/activity.ts';
import type { Change as ChangeAnswer } from '../../src/dialects/native/schemas/change.ts';
import type { AgentRef, Assignment, NamedRef, OptionRef } from '../../src/dialects/native/schemas/common.ts';
import type { Company as CompanyAnswer } from '../../src/dialects/native/schemas/company.ts';
import type { Customer as CustomerAnswer } from '../../src/dialects/native/schemas/customer.ts';
import type * as directory from '../../src/dialects/native/schemas/directory.ts';
import type { FollowUp } from '../../src/dialects/native/schemas/follow-up.ts';
import type { Job as JobAnswer } from '../../src/dialects/native/schemas/job.ts';
import type {
  Board as BoardAnswer,
  Opportunity as OpportunityAnswer,
} from '../../src/dialects/native/schemas/opportunity.ts';
import type { PoolRule as PoolRuleAnswer, Quota as QuotaAnswer } from '../../src/dialects/native/schemas/pool.ts';
import type { FollowUpReport, FunnelReport, NewCustomerReport } from '../../src/dialects/native/schemas/report.ts';
import type { SearchAnswer } from '../../src/dialects/native/schemas/search.ts';
import type { Session as SessionAnswer, Tenant as TenantAnswer } from '../../src/dialects/native/schemas/session.ts';
import type { TimelineEntry as TimelineAnswer } from '../../src/dialects/native/schemas/timeline.ts';

export type {
  AgentRef,
  Assignment,
  FollowUp,
  FollowUpReport,
  FunnelReport,
  NamedRef,
  NewCustomerReport,
  OptionRef,
  SearchAnswer,
};
export type Id = string;

export interface Listed<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  readonly total: number | null;
}

/** An answer whose open members have these types. */
type With<Answer, Members> = Omit<Answer, keyof Members> & Readonly<Members>;

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

export type Customer = With<CustomerAnswer, { custom: Custom }>;
export type Phone = CustomerAnswer['phones'][number];
export type Company = With<CompanyAnswer, { custom: Custom }>;
export type Opportunity = With<OpportunityAnswer, { custom: Custom }>;
export type BoardColumn = With<BoardAnswer['columns'][number], { items: readonly Opportunity[] }>;
export type Board = With<BoardAnswer, { columns: readonly BoardColumn[] }>;
export type Ticket = activity.Ticket;
export type Call = activity.Call;
export type TextMessage = activity.Message;

/** Through what a change came. */
export type Via = 'ttf' | 'bangwo8' | 'icsoc' | 'native' | 'console' | 'cli' | 'job';
export type Change = With<ChangeAnswer, { via: Via }>;

export type TimelineKind = TimelineAnswer['kind'];
export type TimelineEntry =
  | Exclude<TimelineAnswer, { kind: 'change' }>
  | With<Extract<TimelineAnswer, { kind: 'change' }>, { change: Change }>;
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
export type Session = With<SessionAnswer, { permissions: readonly Permission[] }>;
export type Scope = Session['scope'];
export type Tenant = Static<typeof TenantAnswer>;

export type Role = With<Static<typeof directory.Role>, { permissions: readonly Permission[] }>;
export type Directory = With<directory.Directory, { roles: readonly Role[] }>;
export type RecordName = keyof Directory['fields'];
export type Department = Static<typeof directory.Department>;
export type DirectoryAgent = Static<typeof directory.DirectoryAgent>;
export type DictionaryOption = Static<typeof directory.DictionaryEntry>;
export type Field = directory.Field;
export type FieldOption = Field['options'][number];

export type Quota = Static<typeof QuotaAnswer>;
export type PoolRule = Static<typeof PoolRuleAnswer>;

export type Job = With<
  Static<typeof JobAnswer>,
  { input: Readonly<Record<string, unknown>>; result: Readonly<Record<string, unknown>> | null }
>;
