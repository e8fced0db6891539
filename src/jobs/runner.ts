import { randomUUID } from 'node:crypto';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Store, Via, Writer } from '#crm/store.ts';
import { callerFor } from '#crm/access/caller-for.ts';
import type { Database } from '#engines/engine.ts';
import { FailingLog } from '#transport/failing-log.ts';
import type { JobRow } from './read-jobs.ts';
import { free } from './free-jobs.ts';
import { type JobNews, recordJobEvent } from './record-job-event.ts';
import { JobLostError, type JobHandler, type JobStep, type RunningJob } from './job.ts';

/** Progress is told no more often: each telling is an event that is kept. */
const TELL_EVERY_MS = 2000;

export interface JobRunnerOptions {
  readonly store: Store;
  readonly handlers: readonly JobHandler[];
  readonly log: { error(facts: object, message: string): void };
  /** Jobs that run at the same time in this process. */
  readonly concurrency?: number;
  readonly pollMs?: number;
  /** A job whose holder was not heard of for so long is taken over. */
  readonly leaseMs?: number;
}

interface Run {
  readonly row: JobRow;
  readonly lost: AbortController;
}

/**
 * Takes queued jobs, and those whose process died, one lease at a time. Any number of runners may share a store.
 * Disposing stops it: jobs under way are let go after their present step and go on elsewhere or at the next start.
 */
export class JobRunner implements AsyncDisposable {
  readonly #owner = randomUUID();
  readonly #options: Required<JobRunnerOptions>;
  readonly #handlers: ReadonlyMap<string, JobHandler>;
  /** With their ends. */
  readonly #running = new Map<Run, Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  readonly #failing: FailingLog;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #stopped = false;

  constructor(options: JobRunnerOptions) {
    this.#options = { concurrency: 2, pollMs: 1000, leaseMs: 30_000, ...options };
    this.#handlers = new Map(options.handlers.map((handler) => [handler.kind, handler]));
    this.#failing = new FailingLog(options.log, 'looking for jobs failed');
    this.#timer = setInterval(() => this.wake(), this.#options.pollMs);
    this.#timer.unref();
  }

  /** Looks for work now rather than at the next tick. */
  wake(): void {
    if (this.#stopped || this.#handlers.size === 0) return;
    // A look under way may have read before the job was committed that is to be looked for.
    this.#lookAgain = this.#looking !== undefined;
    if (this.#lookAgain) return;
    this.#looking = this.#look()
      .then(
        () => this.#failing.succeeded(),
        (error: unknown) => this.#failing.failed(error),
      )
      .finally(() => {
        this.#looking = undefined;
        if (this.#lookAgain) this.wake();
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
    for (const { lost } of this.#running.keys()) lost.abort(new JobLostError('the process stops'));
    await Promise.all(this.#running.values());
  }

  async #look(): Promise<void> {
    while (!this.#stopped && this.#running.size < this.#options.concurrency) {
      const job = await this.#claim();
      if (job === undefined) return;
      this.#begin(job);
    }
  }

  /** Takes one job; a read first, so that an idle runner writes nothing. */
  async #claim(): Promise<JobRow | undefined> {
    const kinds = [...this.#handlers.keys()];
    const found = await this.#options.store.read((db) =>
      db.sql
        .selectFrom('jobs')
        .select(['tenant_id', 'id'])
        .where('kind', 'in', kinds)
        .where((eb) => this.#claimable(eb))
        .orderBy('created_at')
        .limit(1)
        .executeTakeFirst(),
    );
    if (found === undefined) return undefined;
    return await this.#options.store.write(async (db) => {
      const job = await db.sql
        .updateTable('jobs')
        .set({ state: 'running', ...this.#lease() })
        .where('tenant_id', '=', found.tenant_id)
        .where('id', '=', found.id)
        .where((eb) => this.#claimable(eb))
        .returningAll()
        .executeTakeFirst();
      if (job !== undefined) await recordJobEvent(db, jobNews(job, 'running'));
      return job;
    });
  }

  /** A lease that ran out because this very process was held up is renewed by the run's next step. */
  #claimable(eb: ExpressionBuilder<Database, 'jobs'>): Expression<SqlBool> {
    const own = [...this.#running.keys()].map(({ row }) => eb.and({ tenant_id: row.tenant_id, id: row.id }));
    return eb.and([free(eb, Date.now()), ...own.map((job) => eb.not(job))]);
  }

  #lease() {
    const now = Date.now();
    return { lease_owner: this.#owner, lease_until: now + this.#options.leaseMs, updated_at: now };
  }

  #begin(row: JobRow): void {
    const run: Run = { row, lost: new AbortController() };
    const ended = this.#run(run).finally(() => {
      this.#running.delete(run);
      this.wake();
    });
    this.#running.set(run, ended);
  }

  async #run({ row, lost }: Run): Promise<void> {
    const beat = setInterval(() => {
      this.#heartbeat(row, lost).catch((error: unknown) => {
        this.#options.log.error({ err: error, jobId: String(row.id) }, "a job's lease could not be renewed");
      });
    }, this.#options.leaseMs / 3);
    try {
      const result = await this.#handlers.get(row.kind)!.run(this.#runningJob(row, lost));
      await this.#end(row, { state: 'done', result });
    } catch (error) {
      await this.#endAfter(row, lost, error);
    } finally {
      clearInterval(beat);
    }
  }

  #runningJob(row: JobRow, lost: AbortController): RunningJob {
    const { store } = this.#options;
    let tellAt = Date.now() + TELL_EVERY_MS;
    return {
      store,
      tenantId: row.tenant_id,
      id: row.id,
      agentId: row.agent_id ?? 0n,
      via: row.via as Via,
      input: row.input,
      progress: row.progress,
      signal: lost.signal,
      caller: (): Promise<Caller> => callerFor(store, row.tenant_id, row.agent_id ?? 0n, row.via as Via),
      step: async (db: Writer, step: JobStep) => {
        await this.#step(db, row, step);
        const now = Date.now();
        if (now < tellAt) return;
        tellAt = now + TELL_EVERY_MS;
        await recordJobEvent(db, jobNews(row, 'running'));
      },
    };
  }

  async #step(db: Writer, row: JobRow, step: JobStep): Promise<void> {
    const held = await db.sql
      .updateTable('jobs')
      .set((eb) => ({
        done: eb('done', '+', step.done ?? 0),
        failed: eb('failed', '+', step.failed ?? 0),
        ...(step.total === undefined ? {} : { total: step.total }),
        ...(step.progress === undefined ? {} : { progress: step.progress }),
        ...this.#lease(),
      }))
      .where('tenant_id', '=', row.tenant_id)
      .where('id', '=', row.id)
      .where('lease_owner', '=', this.#owner)
      .where('state', '=', 'running')
      .returning('id')
      .execute();
    if (held.length === 0) throw new JobLostError('the job is held by nobody or by another process');
  }

  async #heartbeat(row: JobRow, lost: AbortController): Promise<void> {
    try {
      await this.#options.store.write((db) => this.#step(db, row, {}));
    } catch (error) {
      if (!(error instanceof JobLostError)) throw error;
      lost.abort(error);
    }
  }

  async #endAfter(row: JobRow, lost: AbortController, error: unknown): Promise<void> {
    if (this.#stopped) await this.#end(row, { state: 'queued' });
    else if (!lost.signal.aborted && !(error instanceof JobLostError)) {
      this.#options.log.error({ err: error, jobId: String(row.id), kind: row.kind }, 'a job failed');
      const code = error instanceof CrmError ? error.code : 'internal';
      await this.#end(row, { state: 'failed', result: JSON.stringify({ error: code }) });
    }
  }

  async #end(row: JobRow, end: { state: JobRow['state']; result?: string | null }): Promise<void> {
    try {
      await this.#options.store.write(async (db) => {
        const ended = await db.sql
          .updateTable('jobs')
          .set({ ...end, lease_owner: null, lease_until: null, updated_at: Date.now() })
          .where('tenant_id', '=', row.tenant_id)
          .where('id', '=', row.id)
          .where('lease_owner', '=', this.#owner)
          .where('state', '=', 'running')
          .returning('id')
          .execute();
        if (ended.length > 0) await recordJobEvent(db, jobNews(row, end.state));
      });
    } catch (error) {
      // The lease runs out by itself, and whoever takes the job up then ends it.
      this.#options.log.error({ err: error, jobId: String(row.id) }, "a job's end could not be written");
    }
  }
}

function jobNews(row: JobRow, state: JobRow['state']): JobNews {
  return { tenantId: row.tenant_id, jobId: row.id, agentId: row.agent_id, kind: row.kind, state, now: Date.now() };
}
