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
