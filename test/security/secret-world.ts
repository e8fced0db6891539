import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createAgent } from '#crm/access/create-agent.ts';
import { createClient } from '#crm/access/create-client.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import { issueToken } from '#crm/access/tokens.ts';
import { createField } from '#crm/fields/create-field.ts';
import type { TestApp } from '#testing/boot.ts';

/** Stands in every text of the tenant's records: whoever may not see them must never be answered it. */
export const MARK = '绝密鲸鱼';
export const PHONE = '13712345678';

/** Somebody with credentials of every dialect. */
export interface Holder {
  readonly bearer: string;
  /** `appid=…&timestamp=…&sign=…` */
  sign(): string;
}

export interface SecretWorld {
  /** The tenant's admin, an agent of scope own who owns nothing of it, and the admin of another tenant. */
  readonly admin: Holder;
  readonly own: Holder;
  readonly stranger: Holder;
  /** Ids of the tenant's records, which agent `tree` owns. */
  readonly ids: Readonly<Record<'customer' | 'company' | 'opportunity' | 'followUp' | 'table' | 'row', string>>;
  /** Every row of the tenant's records, to see whether anything changed. */
  snapshot(): Promise<unknown>;
}

/** A tenant with a record of each kind, and people who may not see them. */
export async function makeSecretWorld(at: TestApp): Promise<SecretWorld> {
  const own = await holder(at, at.tenantId, (await at.callerOf('own')).agentId);
  const admin = await holder(at, at.tenantId, at.adminId);
  const stranger = await makeStranger(at);
  const make = async (path: string, body: object): Promise<string> => {
    const answer = await at.fetch(`/api${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.status < 300, `${path}: ${text}`);
    return (JSON.parse(text) as { id: string }).id;
  };
  await at.store.write(async (db) => {
    for (const record of ['customer', 'company', 'opportunity'] as const) {
      await createField(db, at.tenantId, { record, key: 'spare', kind: 'telephone', label: '备用电话' });
    }
  });
  const custom = { spare: PHONE };
  const company = await make('/companies', { name: `${MARK}公司`, custom });
  const customer = await make('/customers', {
    name: MARK,
    phones: [PHONE],
    company: `${MARK}公司`,
    owner: { agent: { loginNo: 'tree' } },
    custom,
  });
  const of = { customerId: customer };
  const opportunity = await make('/opportunities', { ...of, name: MARK, custom });
  const followUp = await make('/follow-ups', { ...of, type: '37', content: MARK });
  await make('/tickets', { ...of, title: MARK });
  await make('/messages', { ...of, content: MARK });
  await make('/calls', { serial: 's-1', phone: PHONE, result: MARK, agentLoginNo: 'tree' });
  const columns = [{ key: 'plate', title: '车牌', type: 1 }];
  const table = await make('/asset-tables', { key: 'cars', title: MARK, columns });
  const row = await make(`/asset-tables/${table}/rows`, {
    cells: { plate: MARK },
    ownerType: 'contacter',
    owner: customer,
  });
  return {
    admin,
    own,
    stranger,
    ids: { customer, company, opportunity, followUp, table, row },
    snapshot: () => snapshotOf(at),
  };
}

async function makeStranger(at: TestApp): Promise<Holder> {
  const passwordHash = await hashPassword('Correct-horse-7');
  const made = await at.store.write(async (db) => {
    const tenant = await createTenant(db, { code: `${at.tenantCode}b`, name: '另一家' });
    const agent = { loginNo: 'boss', name: '别家', passwordHash, roleId: tenant.roleIds.admin };
    const agentId = await createAgent(db, tenant.id, { ...agent, departmentId: tenant.departmentId });
    return { tenantId: tenant.id, agentId };
  });
  return await holder(at, made.tenantId, made.agentId);
}

async function holder(at: TestApp, tenantId: bigint, agentId: bigint): Promise<Holder> {
  const { store } = at;
  const made = await store.write(async (db) => ({
    client: await createClient(db, store.secrets, tenantId, { agentId, name: '测试' }),
    token: (await issueToken(db, { kind: 'access', tenantId, agentId, livesS: 3600 })).token,
  }));
  return {
    bearer: made.token,
    sign() {
      const timestamp = Math.floor(Date.now() / 1000);
      const text = `${made.client.id}&${made.client.secret}&${timestamp}`;
      const sign = createHash('sha256').update(text).digest('hex');
      return `appid=${made.client.id}&timestamp=${timestamp}&sign=${sign}`;
    },
  };
}

const TABLES = [
  'customers',
  'customer_phones',
  'companies',
  'opportunities',
  'follow_ups',
  'asset_tables',
  'asset_rows',
  'agents',
  'departments',
  'fields',
  'options',
] as const;

async function snapshotOf(at: TestApp): Promise<unknown> {
  return await at.store.read(async (db) => {
    const rows: Record<string, unknown[]> = {};
    for (const table of TABLES) {
      const found = await db.sql.selectFrom(table).selectAll().where('tenant_id', '=', at.tenantId).execute();
      rows[table] = found
        .map((row) =>
          JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
        )
        .toSorted();
    }
    return rows;
  });
}
