import { Type } from 'typebox';
import { recordAudit } from '#crm/audit/record-audit.ts';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { recentCustomers } from '#crm/customers/recent-customers.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { dueFollowUps } from '#crm/follow-ups/due-follow-ups.ts';
import { claimCustomer, requireInPool } from '#crm/pool/claim-customer.ts';
import { newlyMine, poolNews } from '#crm/pool/pool-news.ts';
import { readQuota } from '#crm/pool/quota.ts';
import { soonRecycled } from '#crm/pool/recyclable.ts';
import { returnCustomer } from '#crm/pool/return-customer.ts';
import { setPoolRule } from '#crm/pool/set-pool-rule.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { dayAfter, startOfDay, today } from '../days.ts';
import { eachByItself } from '../each-by-itself.ts';
import { readAssignment, readId, requireOption } from '../read-refs.ts';
import { route } from '../route.ts';
import { Bulk } from '../schemas/bulk.ts';
import { Items, Page } from '../schemas/common.ts';
import { Customer } from '../schemas/customer.ts';
import { CustomerListQuery } from '../schemas/customer-list.ts';
import { AssignBody, Claimed, ClaimBody, Home, PoolRule, Quota, ReturnBody } from '../schemas/pool.ts';
import { showCustomer, showCustomers } from '../show/customer.ts';
import { showFollowUps } from '../show/follow-up.ts';
import { answerCustomers } from './customers.ts';

const tag = 'Home and pool';
const SOON_DAYS = 7;

export const poolRoutes = [
  route({
    method: 'GET',
    path: '/home',
    tag,
    summary: 'What the agent has to do today: promised contacts, news of the pool, the last customers',
    access: 'agent',
    answer: Home,
    run: ({ read, who }) =>
      read(async (db) => {
        const day = today(who);
        const [begin, end] = [startOfDay(who, 'day', day), startOfDay(who, 'day', dayAfter(day))];
        const overdue = await dueFollowUps(db, who, { before: begin }, 50);
        const later = await dueFollowUps(db, who, { from: begin, before: end }, 50);
        const news = await poolNews(db, who, begin, 10);
        return {
          due: {
            overdue: await showDue(db, who, overdue.followUps),
            today: await showDue(db, who, later.followUps),
            overdueTotal: overdue.total,
            todayTotal: later.total,
          },
          pool: {
            items: await showCustomers(db, who, news.customers),
            total: await countCustomers(db, who, { inPool: true }),
            newToday: news.since,
          },
          mine: {
            items: await showCustomers(db, who, await newlyMine(db, who, 10)),
            total: await countCustomers(db, who, { ownerAgentId: who.agentId }),
          },
          recent: await showCustomers(db, who, await recentCustomers(db, who, 20)),
          quota: await readQuota(db, who),
        };
      }),
  }),
  route({
    method: 'GET',
    path: '/pool',
    tag,
    summary: 'Customers in the public pool, and what the agent may still claim today',
    access: 'agent',
    query: CustomerListQuery,
    answer: Type.Object({ ...Page(Customer).properties, quota: Quota }),
    run: async (call) => ({
      ...(await answerCustomers(call, { inPool: true })),
      quota: await call.read((db) => readQuota(db, call.who)),
    }),
  }),
  route({
    method: 'GET',
    path: '/pool/soon',
    tag,
    summary: "The agent's customers that fall into the pool within seven days, soonest first",
    access: 'agent',
    answer: Items(Customer),
    run: ({ read, who }) =>
      read(async (db) => {
        const shown = await showCustomers(db, who, await soonRecycled(db, who, SOON_DAYS));
        return { items: shown.toSorted((a, b) => ((a.recyclesAt ?? '') < (b.recyclesAt ?? '') ? -1 : 1)) };
      }),
  }),
  route({
    method: 'POST',
    path: '/pool/claim',
    tag,
    summary: "Claim customers from the pool, within today's quota",
    access: 'customer.edit',
    body: ClaimBody,
    answer: Claimed,
    async run(call) {
      const { who, body } = call;
      const ids = [...new Set(body.ids.map((id) => readId('ids', id)))];
      const { done, failed } = await eachByItself(call, ids, async (db, id) =>
        showCustomer(db, who, await claimCustomer(db, who, id)),
      );
      return await call.write(async (db) => ({ claimed: done, failed, quota: await readQuota(db, who) }));
    },
  }),
  route({
    method: 'POST',
    path: '/pool/assign',
    tag,
    summary: 'Assign customers of the pool to an agent or department',
    access: 'customer.edit',
    body: AssignBody,
    answer: Bulk,
    async run(call) {
      const { who, body } = call;
      const ids = [...new Set(body.ids.map((id) => readId('ids', id)))];
      const owner = readAssignment(who, 'owner', body.owner)!;
      const { done, failed } = await eachByItself(call, ids, async (db, id) => {
        const assigned = await updateCustomer(db, who, id, (present) => {
          requireInPool(present);
          return { owner };
        });
        return String(assigned.id);
      });
      return await call.write(() => Promise.resolve({ changed: done, unchanged: [], failed }));
    },
  }),
  route({
    method: 'POST',
    path: '/customers/:id/return',
    tag,
    summary: 'Return a customer to the pool for a reason',
    access: 'customer.edit',
    body: ReturnBody,
    answer: Customer,
    run({ write, who, params, body }) {
      const reason = { id: requireOption(who, 'pool_reason', 'reason', body.reason) };
      return write(async (db) => showCustomer(db, who, await returnCustomer(db, who, params.id(), reason)));
    },
  }),
  route({
    method: 'GET',
    path: '/admin/pool-rule',
    tag: 'Administration',
    summary: 'How customers leave and enter the pool',
    access: 'settings.edit',
    answer: PoolRule,
    run: async ({ who }) => {
      const { quotaPerDay, recycleAfterDays, claimRoleIds } = who.directory.poolRule;
      return {
        quotaPerDay,
        recycleAfterDays,
        claimRoleIds: claimRoleIds === null ? null : [...claimRoleIds].map(String),
      };
    },
  }),
  route({
    method: 'PUT',
    path: '/admin/pool-rule',
    tag: 'Administration',
    summary: 'Set how customers leave and enter the pool',
    access: 'settings.edit',
    body: PoolRule,
    answer: PoolRule,
    run({ write, who, body }) {
      const claimRoleIds =
        body.claimRoleIds === null ? null : body.claimRoleIds.map((id) => readId('claimRoleIds', id));
      return write(async (db) => {
        await setPoolRule(db, who.tenantId, { ...body, claimRoleIds });
        await recordAudit(db, who, { action: 'pool_rule.update', detail: { ...body } });
        return body;
      });
    },
  }),
];

async function showDue(db: Reader, who: Caller, followUps: Parameters<typeof showFollowUps>[2]) {
  const shown = await showFollowUps(db, who, followUps);
  return shown.map((followUp) => ({ followUp, dueAt: followUp.nextContactAt! }));
}
