import { followsJobsOf, permissionsOf } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { hiddenKinds } from './describe-job.ts';
import { type JobRow, readJob } from './read-jobs.ts';

/** The jobs that a caller follows, newest first: its own, or the tenant's with settings.edit. */
export async function listOwnJobs(
  db: Reader,
  who: Caller,
  page: { readonly limit: number; readonly after?: readonly bigint[] },
): Promise<JobRow[]> {
  let query = ownJobs(db, who).selectAll().orderBy('id', 'desc').limit(page.limit);
  const [after] = page.after ?? [];
  if (after !== undefined) query = query.where('id', '<', after);
  return await query.execute();
}

export async function countOwnJobs(db: Reader, who: Caller): Promise<number> {
  const { n } = await ownJobs(db, who)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** Raises `not_found` for a job that the caller doesn't follow. */
export async function readOwnJob(db: Reader, who: Caller, id: bigint): Promise<JobRow> {
  const job = await readJob(db, who.tenantId, id);
  if (!followsJobsOf(who, job.agent_id) || hiddenKinds.includes(job.kind))
    throw new CrmError('not_found', { record: 'job', id: String(id) });
  return job;
}

function ownJobs(db: Reader, who: Caller) {
  const all = db.sql
    .selectFrom('jobs')
    .where('tenant_id', '=', who.tenantId)
    .where('kind', 'not in', [...hiddenKinds]);
  return permissionsOf(who).has('settings.edit') ? all : all.where('agent_id', '=', who.agentId);
}
