import { type Static, Type } from 'typebox';
import { type AuditFilter, countAudit, listAudit, type StoredAudit } from '#crm/audit/list-audit.ts';
import { LIVING_COMPANIES } from '#crm/companies/counts.ts';
import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { badRequest } from '../errors.ts';
import { readPage, toPage } from '../page.ts';
import { present } from '../read-customer.ts';
import { readId } from '../read-refs.ts';
import { route } from '../route.ts';
import { AgentRef, Id, Nullable, Page, pageQuery, Time, TimeIn } from '../schemas/common.ts';
import { showAgent } from '../show/refs.ts';
import { readTime, showTime } from '../time.ts';

const tag = 'Integration';
const access = 'settings.edit';
const IdText = Type.String({ pattern: '^[1-9]\\d{0,18}$' });
const startedAt = new Date().toISOString();

const AuditEntry = Type.Object({
  id: Id,
  at: Time,
  agent: Nullable(AgentRef),
  action: Type.String(),
  record: Nullable(Type.String()),
  recordId: Nullable(Id),
  detail: Type.Unknown(),
  via: Type.String(),
});

const AuditQuery = Type.Object({
  ...pageQuery,
  action: Type.Optional(Type.String({ maxLength: 64 })),
  agent: Type.Optional(IdText),
  record: Type.Optional(Type.String({ maxLength: 64 })),
  recordId: Type.Optional(IdText),
  from: Type.Optional(TimeIn),
  to: Type.Optional(TimeIn),
});

export const operationRoutes = [
  route({
    method: 'GET',
    path: '/admin/audit',
    tag,
    summary: 'What must be traceable: sign-ins, reveals, exports, settings',
    access,
    query: AuditQuery,
    answer: Page(AuditEntry),
    async run(call) {
      const page = readPage(call);
      const { who, query } = call;
      const filter = readFilter(query);
      return await call.read(async (db) => {
        const after = page.after === undefined ? {} : { after: page.after };
        const rows = await listAudit(db, who, filter, { limit: page.fetch, ...after });
        const total = page.wantsTotal ? await countAudit(db, who, filter) : null;
        const show = (some: readonly StoredAudit[]) => some.map((one) => showEntry(who, one));
        return await toPage(call, page, { rows, total }, (last) => [last.id], show);
      });
    },
  }),
  route({
    method: 'GET',
    path: '/admin/requests',
    tag,
    summary: 'The last requests of the tenant through any dialect, masked, as this process answered them',
    access,
    query: Type.Object({
      after: Type.Optional(Type.Integer()),
      dialect: Type.Optional(Type.String()),
      status: Type.Optional(Type.Integer()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    answer: Type.Object({
      items: Type.Array(
        Type.Object({
          seq: Type.Integer(),
          at: Time,
          dialect: Type.String(),
          method: Type.String(),
          path: Type.String(),
          status: Type.Integer(),
          ms: Type.Number(),
          client: Nullable(Id),
          agent: Nullable(AgentRef),
          requestId: Type.String(),
        }),
      ),
      next: Type.Integer(),
    }),
    async run({ context, who, query }) {
      const { after = 0, dialect, status, limit = 200 } = query;
      const all = context.requests.list(who.tenantId, after);
      const items = all
        .filter(
          (one) =>
            (dialect === undefined || one.dialect === dialect) && (status === undefined || one.status === status),
        )
        .slice(0, limit)
        .map(({ clientId, agentId, at, ...entry }) => ({
          ...entry,
          at: showTime(at),
          client: clientId === null ? null : String(clientId),
          agent: showAgent(who, agentId),
        }));
      return { items, next: all[0]?.seq ?? after };
    },
  }),
  route({
    method: 'POST',
    path: '/admin/debug-signature',
    tag,
    summary: 'Why a request of a dialect is or is not let in, and what should have been signed',
    access,
    body: Type.Object({
      dialect: Type.String(),
      url: Type.String({ maxLength: 8192 }),
      headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    }),
    answer: Type.Object({
      ok: Type.Boolean(),
      checks: Type.Array(Type.Object({ name: Type.String(), ok: Type.Boolean(), detail: Type.String() })),
      stringToSign: Nullable(Type.String()),
      expected: Nullable(Type.String()),
      given: Nullable(Type.String()),
    }),
    async run({ context, who, body, request }) {
      const dialect = context.dialects.find(({ name }) => name === body.dialect);
      if (dialect === undefined) throw badRequest('dialect', 'no such dialect');
      const url = URL.parse(body.url, request.baseUrl);
      if (url === null) throw badRequest('url', 'not an address');
      const headers = Object.entries(body.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
      const told = await dialect.explain(context, who.tenantId, { url, headers: Object.fromEntries(headers) });
      return { ...told, checks: [...told.checks] };
    },
  }),
  route({
    method: 'GET',
    path: '/admin/health',
    tag,
    summary: 'How the server and the tenant stand',
    access,
    answer: Type.Object({
      version: Type.String(),
      startedAt: Time,
      memoryBytes: Type.Integer(),
      store: Type.Object({ ready: Type.Boolean(), ms: Type.Number() }),
      counts: Type.Object({
        customers: Type.Integer(),
        companies: Type.Integer(),
        opportunities: Type.Integer(),
        followUps: Type.Integer(),
      }),
      jobs: Type.Object({ queued: Type.Integer(), running: Type.Integer(), failed: Type.Integer() }),
      webhooks: Type.Object({ waiting: Type.Integer(), failed: Type.Integer() }),
    }),
    run: ({ context, read, who }) =>
      read(async (db) => {
        const began = performance.now();
        const customers = await readCount(db, who.tenantId, 'customers');
        const ms = Math.round((performance.now() - began) * 100) / 100;
        const jobs = await countByState(db, who, 'jobs');
        const deliveries = await countByState(db, who, 'webhook_deliveries');
        return {
          version: context.version,
          startedAt,
          memoryBytes: process.memoryUsage.rss(),
          store: { ready: true, ms },
          counts: {
            customers,
            companies: await readCount(db, who.tenantId, LIVING_COMPANIES),
            opportunities: await readCount(db, who.tenantId, 'opportunities'),
            followUps: await readCount(db, who.tenantId, 'follow_ups'),
          },
          jobs: { queued: jobs.get('queued') ?? 0, running: jobs.get('running') ?? 0, failed: jobs.get('failed') ?? 0 },
          webhooks: { waiting: deliveries.get('waiting') ?? 0, failed: deliveries.get('failed') ?? 0 },
        };
      }),
  }),
];

function readFilter(query: Static<typeof AuditQuery>): AuditFilter {
  const { action, agent, record, recordId, from, to } = query;
  return present({
    action,
    record,
    agentId: agent === undefined ? undefined : readId('agent', agent),
    recordId: recordId === undefined ? undefined : readId('recordId', recordId),
    from: from === undefined ? undefined : readTime('from', from),
    before: to === undefined ? undefined : readTime('to', to),
  });
}

function showEntry(who: Caller, entry: StoredAudit): Static<typeof AuditEntry> {
  return {
    id: String(entry.id),
    at: showTime(entry.happened_at),
    agent: showAgent(who, entry.agent_id),
    action: entry.action,
    record: entry.record,
    recordId: entry.record_id === null ? null : String(entry.record_id),
    detail: JSON.parse(entry.detail ?? 'null') as unknown,
    via: entry.via,
  };
}

async function countByState(
  db: Reader,
  who: Caller,
  table: 'jobs' | 'webhook_deliveries',
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.sql
    .selectFrom(table as 'jobs')
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .where('tenant_id', '=', who.tenantId)
    .groupBy('state')
    .execute();
  return new Map(rows.map((row) => [row.state, Number(row.n)]));
}
