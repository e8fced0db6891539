import type { Generated } from 'kysely';

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
