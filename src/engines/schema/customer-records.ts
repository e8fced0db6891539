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
