import { createHash, randomBytes } from 'node:crypto';
import { after, describe } from 'node:test';
import { type App, type AppOptions, createApp } from '#app/app.ts';
import { DEMO_ADMIN, DEMO_CLIENT_ID, DEMO_TENANT, ROOT_DEPARTMENT } from '#cli/demo/demo-people.ts';
import { fillDemo } from '#cli/demo/fill-demo.ts';
import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { callerFor } from '#crm/access/caller-for.ts';
import { createAgent } from '#crm/access/create-agent.ts';
import { createClient } from '#crm/access/create-client.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import type { Caller, Store } from '#crm/store.ts';
import { createLog } from '#transport/log.ts';
import { type EngineName, engineNames, makePlace, type Place, stopOwnPostgres } from './engines.ts';
import { quickHash } from './quick-hash.ts';

/** A fresh store with one tenant: a department, the roles of a new tenant, and an agent of each data scope. */
export interface TestStore {
  readonly store: Store;
  readonly place: Place;
  readonly tenantId: bigint;
  readonly tenantCode: string;
  readonly departmentId: bigint;
  readonly adminId: bigint;
  /** The admin, who reaches everything; its `now` is that of the boot. */
  readonly admin: Caller;
  /** A caller with a present `now`. Agents: `admin` (admin), `own` (坐席), `tree` (主管). */
  callerOf(loginNo: string): Promise<Caller>;
}

/** The program itself, listening on a free port of the loopback. */
export interface TestApp extends TestStore {
  readonly app: App;
  readonly baseUrl: string;
  /** Acts as the admin. */
  readonly client: { readonly id: bigint; readonly secret: string };
  readonly adminLogin: { readonly loginNo: string; readonly password: string };
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** `appid=…&timestamp=…&sign=…` of the client, good for the next minutes. */
  sign(): string;
}

export interface Boot {
  store(): Promise<TestStore>;
  /** @param env further variables of the configuration, such as HUILIU_STRICT */
  app(env?: Readonly<Record<string, string>>, options?: AppOptions): Promise<TestApp>;
  /** The program over a store without a tenant, as after an install. */
  empty(): Promise<{ readonly app: App; readonly baseUrl: string }>;
  /** The same filled with the demo tenant: tenant 1054, its API client, its agents (one password for all). */
  demo(env?: Readonly<Record<string, string>>): Promise<TestApp>;
}

const PASSWORD = 'Correct-horse-7';

/** Runs the suite once for each engine, in a `describe` of its own; what it booted is closed when it ends. */
export function onEachEngine(title: string, suite: (boot: Boot) => void): void {
  for (const name of engineNames) onEngine(name, title, suite);
  after(stopOwnPostgres);
}

/** Runs the suite on the engine of an install without configuration: for what no engine has a part in. */
export function onDefaultEngine(title: string, suite: (boot: Boot) => void): void {
  onEngine('sqlite', title, suite);
}

function onEngine(name: EngineName, title: string, suite: (boot: Boot) => void): void {
  describe(`${title} (${name})`, () => {
    const opened: AsyncDisposable[] = [];
    const keep = <T extends AsyncDisposable>(one: T): T => {
      opened.push(one);
      return one;
    };
    after(async () => {
      for (const one of opened.reverse()) await one[Symbol.asyncDispose]();
    });
    suite({
      async store() {
        const place = keep(await makePlace(name));
        const store = await openStore(configFor(place, {}));
        keep(store.engine);
        return fill(store, place);
      },
      async app(env = {}, options = {}) {
        const place = keep(await makePlace(name));
        const app = keep(await createApp(configFor(place, env), { log: createLog('silent'), ...options }));
        const at = await fill(app.store, place);
        const client = await app.store.write((db) =>
          createClient(db, app.store.secrets, at.tenantId, { agentId: at.adminId, name: '测试' }),
        );
        return startApp(app, at, client);
      },
      async empty() {
        const place = keep(await makePlace(name));
        const app = keep(await createApp(configFor(place, {}), { log: createLog('silent') }));
        const { baseUrl } = await app.start();
        return { app, baseUrl };
      },
      async demo(env = {}) {
        const place = keep(await makePlace(name));
        const app = keep(await createApp(configFor(place, env), { log: createLog('silent') }));
        const { clientSecret } = await fillDemo(app.store, PASSWORD);
        const at = await demoTenant(app.store, place);
        return startApp(app, at, { id: DEMO_CLIENT_ID, secret: clientSecret });
      },
    });
  });
}

function configFor(place: Place, env: Readonly<Record<string, string>>): ReturnType<typeof readConfig> {
  return readConfig({
    HUILIU_PORT: '0',
    HUILIU_DATA: place.folder,
    HUILIU_DATABASE_URL: place.databaseUrl,
    HUILIU_KEY: '5a'.repeat(32),
    ...env,
  });
}

async function fill(store: Store, place: Place): Promise<TestStore> {
  const passwordHash = quickHash(PASSWORD);
  const tenantCode = `t${randomBytes(4).toString('hex')}`;
  const { tenant, adminId } = await store.write(async (db) => {
    const made = await createTenant(db, { code: tenantCode, name: '测试企业' });
    const agent = (loginNo: string, name: string, roleId: bigint): Promise<bigint> =>
      createAgent(db, made.id, { loginNo, name, passwordHash, roleId, departmentId: made.departmentId });
    const admin = await agent('admin', '管理员', made.roleIds.admin);
    await agent('own', '坐席甲', made.roleIds.agent);
    await agent('tree', '主管乙', made.roleIds.supervisor);
    return { tenant: made, adminId: admin };
  });
  const { departmentId } = tenant;
  return await describeTenant(store, place, { tenantId: tenant.id, tenantCode, departmentId, adminId });
}

async function demoTenant(store: Store, place: Place): Promise<TestStore> {
  const directory = await store.directory(DEMO_TENANT.id);
  return await describeTenant(store, place, {
    tenantId: DEMO_TENANT.id,
    tenantCode: DEMO_TENANT.code,
    departmentId: ROOT_DEPARTMENT.id,
    adminId: directory.agentsByLogin.get(DEMO_ADMIN.loginNo)!.id,
  });
}

async function describeTenant(
  store: Store,
  place: Place,
  at: Pick<TestStore, 'tenantId' | 'tenantCode' | 'departmentId' | 'adminId'>,
): Promise<TestStore> {
  const { tenantId } = at;
  return {
    ...at,
    store,
    place,
    admin: await callerFor(store, tenantId, at.adminId, 'cli'),
    async callerOf(loginNo) {
      const directory = await store.directory(tenantId);
      const agent = [...directory.agents.values()].find((one) => one.loginNo === loginNo);
      if (agent === undefined) throw new Error(`No agent ${loginNo}`);
      return callerFor(store, tenantId, agent.id, 'cli');
    },
  };
}

async function startApp(app: App, at: TestStore, client: TestApp['client']): Promise<TestApp> {
  const { baseUrl } = await app.start();
  return {
    ...at,
    app,
    baseUrl,
    client,
    adminLogin: { loginNo: 'admin', password: PASSWORD },
    fetch: (path, init) => fetch(baseUrl + path, init),
    sign() {
      const timestamp = Math.floor(Date.now() / 1000);
      const sign = createHash('sha256').update(`${client.id}&${client.secret}&${timestamp}`).digest('hex');
      return `appid=${client.id}&timestamp=${timestamp}&sign=${sign}`;
    },
  };
}
