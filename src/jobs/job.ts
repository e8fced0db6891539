import type { Caller, Store, Via, Writer } from '#crm/store.ts';

/** Work that outlives a request. app.ts registers one handler for each kind. */
export interface JobHandler {
  readonly kind: string;
  /**
   * Does the work, or goes on with it after a restart: what `job.progress` says was done is done. Answers the result
   * as JSON text, or null. A rejection ends the job as failed; once `job.signal` aborts, nothing more counts.
   */
  run(job: RunningJob): Promise<string | null>;
}

/** A job that this process holds. */
export interface RunningJob {
  readonly store: Store;
  readonly tenantId: bigint;
  readonly id: bigint;
  /** Who asked for it, and through what. */
  readonly agentId: bigint;
  readonly via: Via;
  /** JSON text of what was asked. */
  readonly input: string;
  /** JSON text of the last step written; null at the start. */
  readonly progress: string | null;
  /** Aborts when the process stops, the job is cancelled, or another process took it over. */
  readonly signal: AbortSignal;

  /** The caller that asked, as it is now. Raises `forbidden` for an agent that was disabled meanwhile. */
  caller(): Promise<Caller>;

  /**
   * Counts and marks a step in the step's own transaction, so that it is never done twice.
   * Raises JobLostError when the job isn't this process's any more: the step rolls back.
   */
  step(db: Writer, step: JobStep): Promise<void>;
}

export interface JobStep {
  /** How many rows there are, once that is known. */
  readonly total?: number;
  readonly done?: number;
  readonly failed?: number;
  /** JSON text that replaces `progress`. */
  readonly progress?: string;
}

/** The job was cancelled or taken over; the runner lets go of it without a word. */
export class JobLostError extends Error {
  override readonly name = 'JobLostError';
}
