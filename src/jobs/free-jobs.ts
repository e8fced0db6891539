import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Database } from '#engines/engine.ts';

/** The condition that a job waits, or that its holder wasn't heard of in time. */
export function free(eb: ExpressionBuilder<Database, 'jobs'>, now: number): Expression<SqlBool> {
  return eb.or([
    eb('jobs.state', '=', 'queued'),
    eb.and([eb('jobs.state', '=', 'running'), eb('jobs.lease_until', '<', now)]),
  ]);
}
