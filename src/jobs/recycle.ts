import { callerFor } from '#crm/access/caller-for.ts';
import type { Directory } from '#crm/access/directory.ts';
import { CrmError } from '#crm/errors.ts';
import { dueForRecycling } from '#crm/pool/recyclable.ts';
import { recyclesAt } from '#crm/pool/recycles-at.ts';
import { returnCustomer } from '#crm/pool/return-customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import type { Caller, Store } from '#crm/store.ts';
import { zonedText } from '#crm/zoned-time.ts';
import { enqueueJob } from './enqueue-job.ts';
import type { JobHandler, RunningJob } from './job.ts';

const KIND = 'recycle';
/** 超期未联系, by the code that a new tenant gives it. */
const REASON_CODE = '2';

/** Takes customers whom nobody contacted for as long as the tenant's rule says into the pool, each in its own transaction. */
export const recycleJob: JobHandler = {
  kind: KIND,
  async run(job) {
    let after = job.progress === null ? 0n : BigInt((JSON.parse(job.progress) as { after: string }).after);
    for (;;) {
      job.signal.throwIfAborted();
      const who = await job.caller();
      const { ids, next } = await job.store.read((db) => dueForRecycling(db, who, after));
      for (const id of ids) await recycleOne(job, id);
      if (next === null) return null;
      after = next;
      await job.store.write((db) => job.step(db, { progress: JSON.stringify({ after: String(after) }) }));
    }
  },
};

async function recycleOne(job: RunningJob, id: bigint): Promise<void> {
  const who = await job.caller();
  try {
    await job.store.write(async (db) => {
      const at = recyclesAt(who.directory, await getCustomer(db, who, id));
      if (at === null || at > who.now) return;
      await returnCustomer(db, who, id, reasonIn(who.directory));
      await job.step(db, { done: 1 });
    });
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    await job.store.write((db) => job.step(db, { failed: 1 }));
  }
}

function reasonIn(directory: Directory) {
  const reasons = directory.options.get('pool_reason');
  const reason = reasons?.byCode.get(REASON_CODE);
  const usable = reason?.enabled === true ? reason : reasons?.all.find(({ enabled }) => enabled);
  if (usable === undefined) throw new CrmError('missing', { field: 'reason' });
  return { id: usable.id };
}

/**
 * Begins today's recycling of each tenant that has a rule and hasn't begun it yet (its own day). To be called every few
 * minutes; whether anything was begun.
 */
export async function enqueueRecycling(store: Store): Promise<boolean> {
  const tenants = await store.read((db) =>
    db.sql.selectFrom('pool_rules').select('tenant_id').where('recycle_after_days', '>', 0).execute(),
  );
  let begun = false;
  for (const { tenant_id: tenantId } of tenants) {
    const who = await anAdmin(store, tenantId);
    if (who !== null && (await enqueueToday(store, who))) begun = true;
  }
  return begun;
}

async function anAdmin(store: Store, tenantId: bigint): Promise<Caller | null> {
  const directory = await store.directory(tenantId);
  const admin = [...directory.agents.values()].find(
    ({ roleId, state }) => state === 'active' && directory.roles.get(roleId)?.isAdmin === true,
  );
  return admin === undefined ? null : await callerFor(store, tenantId, admin.id, 'job');
}

async function enqueueToday(store: Store, who: Caller): Promise<boolean> {
  const day = zonedText(who.now, who.directory.tenant.timeZone).slice(0, 10);
  return await store.write(async (db) => {
    const latest = await db.sql
      .selectFrom('jobs')
      .select('input')
      .where('tenant_id', '=', who.tenantId)
      .where('kind', '=', KIND)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (latest !== undefined && (JSON.parse(latest.input) as { day: string }).day >= day) return false;
    await enqueueJob(db, who, { kind: KIND, input: JSON.stringify({ day }) });
    return true;
  });
}
