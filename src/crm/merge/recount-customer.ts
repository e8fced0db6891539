import { OWNER_COLUMNS } from '#crm/access/scope.ts';
import { markLastCall } from '#crm/activities/last-call.ts';
import { countOfOwner } from '#crm/customer-records/owners-records.ts';
import { followOwner } from '#crm/follow-ups/owner-columns.ts';
import { isWon } from '#crm/opportunities/stages.ts';
import type { Caller, Writer } from '#crm/store.ts';

/** Makes a customer's derived figures those of the rows that hang on it now, and its owner that of its follow-ups. */
export async function recountCustomer(db: Writer, who: Caller, id: bigint): Promise<void> {
  const { tenantId } = who;
  const followUps = await db.sql
    .selectFrom('follow_ups')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  const byStage = await db.sql
    .selectFrom('opportunities')
    .select((eb) => ['stage_id', eb.fn.countAll<number>().as('n')])
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', id)
    .where('deleted_at', 'is', null)
    .groupBy('stage_id')
    .execute();
  const last = await db.sql
    .selectFrom('follow_ups')
    .select(['created_at', 'created_by_agent_id', 'created_department_id'])
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', id)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const before = await db.sql
    .selectFrom('customers')
    .select([...OWNER_COLUMNS, 'follow_up_count', 'opportunity_count', 'deleted_at'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const counts = {
    follow_up_count: Number(followUps.n),
    opportunity_count: byStage.reduce((sum, row) => sum + Number(row.n), 0),
  };
  if (before.deleted_at === null) {
    await countOfOwner(db, tenantId, before, -1);
    await countOfOwner(db, tenantId, { ...before, ...counts }, 1);
  }
  await db.sql
    .updateTable('customers')
    .set({
      ...counts,
      won_count: byStage.reduce((sum, row) => sum + (isWon(who.directory, row.stage_id) ? Number(row.n) : 0), 0),
      last_contact_at: last?.created_at ?? null,
      last_contact_agent_id: last?.created_by_agent_id ?? null,
      last_contact_department_id: last?.created_department_id ?? null,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
  await followOwner(db, tenantId, id, before);
  await markLastCall(db, tenantId, id);
}
