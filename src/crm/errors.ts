/**
 * Everything that crm refuses, as a closed set. Each dialect holds a table `satisfies Record<CrmErrorCode, …>` from
 * these codes to its own answers, so that a new one doesn't compile until every dialect answers it.
 */
export interface CrmErrorDetails {
  /** No such record, or none that the caller may see. `record` is the model's word. */
  not_found: { record: RecordName; id?: string };
  /** A lookup that must name one record fits several. */
  ambiguous: { record: RecordName };
  /** The agent's role or scope doesn't allow it. `permission` is set where one would. */
  forbidden: { permission?: Permission };
  /** The row was changed since the version that the caller holds. */
  stale: { record: RecordName; version: number };
  /** A phone of another living customer; `phone` as sent. */
  phone_used: { phone: string };
  /** Another living record has this unique value. */
  taken: { field: string; value: string };
  /** Something still refers to it, so it can only be disabled; `at` is set where only a part of it is held, and says why. */
  in_use: { record: RecordName; id: string; at?: { field: string; reason: string } };
  /** An agent that the tenant doesn't have; `field` says in which role. */
  unknown_agent: { field: AgentField; value: string };
  /** An owner or service agent without a department beside it. */
  department_missing: { field: AgentField; value: string };
  unknown_department: { field: DepartmentField; value: string };
  agent_outside_department: { field: AgentField; agent: string; department: string };
  /** Not in the dictionary, or disabled and not the present value. */
  unknown_option: { dictionary: string; field: string; value: string };
  /** A custom field that must be given; `label` is what people call it. */
  field_required: { label: string; key: string };
  /** A custom field's value doesn't fit its kind; `required` is whether the field must be given. */
  field_invalid: { id: bigint; label: string; key: string; required: boolean; reason: string };
  /** No such custom field on this record. */
  unknown_field: { key: string };
  /** A system field that must be given. */
  missing: { field: string };
  /** A value of the wrong form, out of range or of the wrong kind. */
  invalid: { field: string; reason: string };
  /** More than `max` code points. */
  too_long: { field: string; max: number };
  /** Today's claims from the pool are used up. */
  quota_used: { quota: number };
  /** The agent drew too many access tokens; one becomes free in `retryAfterS` seconds. */
  token_limit: { retryAfterS: number };
  /** Signing in is shut for this login (or for now, under a flood); try again in `retryAfterS` seconds. */
  locked: { retryAfterS: number };
  /** The request id (Requestid, Idempotency-Key) was used for another request. */
  request_reused: { key: string };
}

export type CrmErrorCode = keyof CrmErrorDetails;

export type RecordName =
  | 'tenant'
  | 'department'
  | 'role'
  | 'agent'
  | 'client'
  | 'option'
  | 'field'
  | 'customer'
  | 'company'
  | 'company_group'
  | 'opportunity'
  | 'follow_up'
  | 'ticket'
  | 'call'
  | 'message'
  | 'asset_table'
  | 'asset_row'
  | 'saved_view'
  | 'job'
  | 'webhook'
  | 'merge'
  | 'token'
  | 'label'
  | 'phone';

export type Permission =
  | 'customer.edit'
  | 'customer.delete'
  | 'export'
  | 'phone.reveal'
  | 'servicepassword.read'
  | 'settings.edit';

export type AgentField = 'owner' | 'service' | 'handler' | 'operator' | 'agent' | 'created_by';
export type DepartmentField = 'owner_department' | 'service_department' | 'department' | 'service_departments';

/** Raised where the rule is; never carries text that a dialect would show as it stands. */
export class CrmError<Code extends CrmErrorCode = CrmErrorCode> extends Error {
  override readonly name = 'CrmError';
  readonly code: Code;
  readonly details: CrmErrorDetails[Code];

  constructor(code: Code, details: CrmErrorDetails[Code]) {
    super(code);
    this.code = code;
    this.details = details;
  }

  /** Narrows by code: `if (error.is('phone_used')) error.details.phone`. */
  is<C extends CrmErrorCode>(code: C): this is CrmError<C> {
    return (this.code as CrmErrorCode) === code;
  }
}
