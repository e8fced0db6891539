import { sql } from 'kysely';
import { customerInReach } from '#crm/access/scope.ts';
import type { Caller, Reader } from '#crm/store.ts';

/** UTC ms of the days' beginnings in the tenant's zone, and of the last one's end. */
export type DayBounds = readonly number[];

export interface DayCount {
  /** Whose count: an agent, an option; null = none. */
  readonly of: bigint | null;
  /** Which day, from 0. */
  readonly day: number;
  readonly n: number;
}

/** How many follow-ups each agent wrote on each day, of customers in the caller's reach. */
export async function followUpsByDay(db: Reader, who: Caller, bounds: DayBounds): Promise<DayCount[]> {
  const day = dayOf('follow_ups.created_at', bounds);
  const rows = await db.sql
    .selectFrom('follow_ups')
    .innerJoin('customers', (join) =>
      join
        .onRef('customers.tenant_id', '=', 'follow_ups.tenant_id')
        .onRef('customers.id', '=', 'follow_ups.customer_id'),
    )
    .select((eb) => ['follow_ups.created_by_agent_id as of_id', day.as('day'), eb.fn.countAll<number>().as('n')])
    .where('follow_ups.tenant_id', '=', who.tenantId)
    .where('follow_ups.visible', '=', 1)
    .where('follow_ups.created_at', '>=', bounds[0]!)
    .where('follow_ups.created_at', '<', bounds.at(-1)!)
    .where(customerInReach(who))
    .groupBy(['follow_ups.created_by_agent_id', day])
    .execute();
  return rows.map((row) => ({ of: row.of_id, day: Number(row.day), n: Number(row.n) }));
}

/** How many living customers of each source were made on each day, in the caller's reach. */
export async function customersBySourceAndDay(db: Reader, who: Caller, bounds: DayBounds): Promise<DayCount[]> {
  const day = dayOf('customers.created_at', bounds);
  const rows = await db.sql
    .selectFrom('customers')
    .select((eb) => ['customers.source_id as of_id', day.as('day'), eb.fn.countAll<number>().as('n')])
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.deleted_at', 'is', null)
    .where('customers.created_at', '>=', bounds[0]!)
    .where('customers.created_at', '<', bounds.at(-1)!)
    .where(customerInReach(who))
    .groupBy(['customers.source_id', day])
    .execute();
  return rows.map((row) => ({ of: row.of_id, day: Number(row.day), n: Number(row.n) }));
}

/** Which day a time falls on: days of a zone aren't all as long, so each is compared with its own bounds. */
function dayOf(column: string, bounds: DayBounds) {
  const at = sql.ref(column);
  const whens = bounds.slice(1).map((end, day) => sql`when ${at} < ${sql.lit(end)} then ${sql.lit(day)}`);
  return sql<number>`case ${sql.join(whens, sql` `)} end`;
}
