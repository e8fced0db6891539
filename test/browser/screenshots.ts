import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, launchBrowser, type Page } from '#testing/browser.ts';
import { buildConsole } from './built-console.ts';

// Writes a picture of every screen to screenshots/, from a fresh demo: Chinese in light, English in dark. Given beginnings of names
// (`npm run screenshots -- 06-merge 13-`), only those that begin so.

interface Demo {
  readonly baseUrl: string;
  readonly admin: { readonly loginNo: string; readonly password: string };
  readonly agents: readonly { readonly loginNo: string; readonly password: string; readonly scope: string }[];
}
interface Row {
  readonly id: string;
  readonly phones: readonly { readonly content: string }[];
  readonly opportunityCount: number;
}
type Api = <T>(method: string, path: string, json?: unknown) => Promise<T>;

const DEVICE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36';
const root = join(import.meta.dirname, '../..');
const out = join(root, 'screenshots');
const wanted = process.argv.slice(2);
const looks = [
  { language: 'zh-CN', theme: 'light' },
  { language: 'en', theme: 'dark' },
] as const;

await buildConsole();
await mkdir(out, { recursive: true });
const data = await mkdtemp(join(tmpdir(), 'huiliu-screenshots-'));
const server = spawn(process.execPath, [join(root, 'bin/huiliu.js'), 'demo'], {
  env: { ...process.env, HUILIU_DATA: data, HUILIU_PORT: '0' },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const browser = await launchBrowser();
try {
  const demo = await demoFile();
  for (const look of looks) await takeAll(browser, demo, look);
} finally {
  await browser.close();
  server.kill();
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
}

async function demoFile(): Promise<Demo> {
  for (let tries = 0; tries < 200; tries += 1) {
    const text = await readFile(join(data, 'demo.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as Demo;
    await delay(100);
  }
  throw new Error('The demo did not start');
}

async function takeAll(on: Browser, demo: Demo, { language, theme }: (typeof looks)[number]): Promise<void> {
  const agent = demo.agents.find((one) => one.scope === 'tree') ?? demo.admin;
  const mine = await signIn(demo, agent);
  const all = await signIn(demo, demo.admin);
  await promiseContacts(mine.api, agent.loginNo);
  const { items } = await all.api<{ items: Row[] }>('GET', '/customers?limit=100');
  const customer = items.find((one) => one.opportunityCount > 0 && one.phones.length > 0) ?? items[0];
  const companies = (await all.api<{ items: { id: string; owner: object | null }[] }>('GET', '/companies?limit=20'))
    .items;
  const company = companies.find(({ owner }) => owner !== null);
  const opportunity = (await all.api<{ items: { id: string }[] }>('GET', '/opportunities?limit=1')).items[0];
  const twin = await fillAdmin(all.api);
  const open = async (cookie: string): Promise<Page> => {
    const context = await on.newContext({
      viewport: { width: 1280, height: 720 },
      locale: language,
      reducedMotion: 'reduce',
      // A frame looks as the page around it, which a scheme of the browser's own would overrule.
      colorScheme: null,
    });
    await context.addInitScript(
      ([lang, look]) => {
        localStorage.setItem('huiliu.language', lang);
        localStorage.setItem('huiliu.theme', look);
      },
      [language, theme] as const,
    );
    const [name = '', value = ''] = cookie.split('=');
    if (cookie !== '') await context.addCookies([{ name, value, url: demo.baseUrl }]);
    return context.newPage();
  };
  const shoot = async (page: Page, name: string, path?: string): Promise<void> => {
    if (path !== undefined) await page.goto(demo.baseUrl + path);
    if (wanted.length > 0 && !wanted.some((one) => name.startsWith(one))) return;
    // A frame with a page of its own may keep its connection busy.
    await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => undefined);
    await page.waitForFunction(
      () => document.querySelector('.ant-skeleton, .ant-spin-spinning, [aria-busy="true"]') === null,
    );
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(out, `${name}.${language}.png`) });
    process.stdout.write(`${name}.${language}.png\n`);
  };

  const stranger = await open('');
  await shoot(stranger, '01-sign-in', '/sign-in');
  await shoot(stranger, '01-first-run', '/setup?token=example');
  await stranger.context().close();

  for (const { id } of (await mine.api<{ items: Row[] }>('GET', '/customers?limit=6')).items) {
    await fetch(`${demo.baseUrl}/api/customers/${id}/seen`, { method: 'POST', headers: { cookie: mine.cookie } });
  }
  const home = await open(mine.cookie);
  await shoot(home, '02-home', '/');
  await home.waitForTimeout(500);
  await mine.api('POST', '/calls', {
    serial: `shot-${Date.now()}`,
    phone:
      (await mine.api<{ items: Row[] }>('GET', '/customers?owner=me&limit=1')).items[0]?.phones[0]?.content ??
      '13800000000',
    direction: 'in',
    agentLoginNo: agent.loginNo,
    state: 'ringing',
  });
  await home.locator('aside[data-serial]').waitFor();
  await shoot(home, '03-screen-pop');
  await home.context().close();

  const page = await open(all.cookie);
  await shoot(page, '05-customers', '/customers');
  await page.getByRole('button', { name: /新建客户|New customer/ }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, '05-new-customer');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.locator('[data-cell="0:0"]').focus();
  await page.keyboard.press('Space');
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('Shift+ArrowDown');
  await shoot(page, '05-customers-selected');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^(搜索|Search)$/ }).fill('wang');
  await page.getByRole('option').first().waitFor();
  await shoot(page, '04-search');
  await shoot(page, '06-customer', `/customers/${customer?.id}`);
  await page.getByRole('button', { name: /接口视图|Show as/ }).click();
  await page.locator('pre').nth(1).waitFor();
  await shoot(page, '06-show-as');
  await shoot(page, '06-duplicates', `/customers/${twin}`);
  await page
    .getByRole('button', { name: /^(合并|Merge)$/ })
    .first()
    .click();
  // The preview stands before one can merge.
  await page.getByRole('dialog').locator('.ant-btn-primary:enabled').waitFor();
  await shoot(page, '06-merge');
  await shoot(page, '08-companies', '/companies');
  await shoot(page, '08-company', `/companies/${company?.id}`);
  await page
    .getByRole('button', { name: /^(从资产表选择|Choose from)/ })
    .first()
    .click();
  await page.frameLocator('iframe').locator('tbody tr').first().waitFor();
  await shoot(page, '08-picker');
  await shoot(page, '09-opportunities', '/opportunities');
  await shoot(page, '09-opportunities-list', '/opportunities?mode=list');
  await shoot(page, '09-opportunity', `/opportunities?open=${opportunity?.id}`);
  await shoot(page, '10-pool', '/pool');
  await shoot(page, '10-pool-soon', '/pool?mode=soon');
  await all.api('POST', '/exports', { record: 'customers', format: 'xlsx' });
  await shoot(page, '11-transfers', '/transfers');
  await page
    .getByRole('button', { name: /导入|Import/ })
    .last()
    .click();
  await shoot(page, '11-import');
  const csv =
    '客户姓名,手机,公司,来源渠道\n周小川,13611110001,杭州云帆科技,展会\n许嘉,13611110002,杭州云帆科技,官网\n冯晴,不是号码,,官网\n';
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({ name: '展会名单.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('table', { name: /对应列|Columns/ }).waitFor();
  await shoot(page, '11-import-columns');
  await page.getByRole('button', { name: /试运行|Try it/ }).click();
  await page.getByRole('button', { name: /导入 \d 行|Import \d/ }).waitFor();
  await shoot(page, '11-import-trial');
  await shoot(page, '12-reports', '/reports');
  for (const tab of ['agents', 'departments', 'roles', 'dictionaries', 'fields', 'assetTables', 'pool']) {
    await shoot(page, `13-${tab}`, `/admin/people?tab=${tab}`);
  }
  for (const tab of ['clients', 'requests', 'signature', 'webhooks', 'jobs', 'audit', 'health']) {
    await shoot(page, `14-${tab}`, `/admin/integration?tab=${tab}`);
    if (tab === 'signature') {
      await page
        .getByLabel(/^(地址|Address)$/)
        .fill(`${demo.baseUrl}/open_api/customers?appid=2020158&timestamp=1764460800&sign=0a1b2c`);
      await page.getByRole('button', { name: /检查|Check/ }).click();
      await page.getByRole('region').getByRole('alert').waitFor();
      await shoot(page, '14-signature-checked');
    }
    if (tab === 'webhooks') {
      await page.getByRole('button', { name: /投递|Deliveries/ }).click();
      await page.getByRole('dialog').getByRole('cell').first().waitFor();
      await shoot(page, '14-deliveries');
    }
  }
  await shoot(page, '01-account', '/account');
  await page.context().close();
}

async function signIn(
  demo: Demo,
  { loginNo, password }: { loginNo: string; password: string },
): Promise<{ cookie: string; api: Api }> {
  const response = await fetch(`${demo.baseUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': DEVICE },
    body: JSON.stringify({ login: loginNo, password }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`${loginNo} can't sign in: ${await response.text()}`);
  return {
    cookie,
    async api<T>(method: string, path: string, json?: unknown) {
      const answer = await fetch(`${demo.baseUrl}/api${path}`, {
        method,
        headers: { cookie, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
        body: json === undefined ? null : JSON.stringify(json),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
  };
}

/** Follow-ups that are due, so that the home screen shows a working day. */
async function promiseContacts(api: Api, loginNo: string): Promise<void> {
  const { items } = await api<{ items: Row[] }>('GET', '/customers?limit=6');
  const types = await api<{ dictionaries: { follow_up_type: { id: string; name: string }[] } }>('GET', '/directory');
  const type = types.dictionaries.follow_up_type.at(-1)?.id;
  const texts = [
    '约好本周确认报价',
    '合同已寄出，等回执',
    '试用到期前回访',
    '发票信息待补',
    '介绍了新套餐，考虑中',
    '下午再打一次',
  ];
  for (const [at, { id }] of items.entries()) {
    // Three are late, three fall due today.
    const nextContactAt = new Date(Date.now() + (at < 3 ? -(at + 1) * 30 : at) * 3_600_000).toISOString();
    await api('PATCH', `/customers/${id}`, { owner: { agent: { loginNo } } });
    await api('POST', '/follow-ups', { customerId: id, type, content: texts[at], nextContactAt });
  }
}

/** What a fresh demo lacks: customers that came back to the pool, some that soon will, two of one person, a webhook. Answers one of the two. */
async function fillAdmin(api: Api): Promise<string> {
  const { dictionaries } = await api<{ dictionaries: Record<'pool_reason', { id: string }[]> }>('GET', '/directory');
  const mine = async (name: string, phone: string, more: object = {}): Promise<string> =>
    (await api<Row>('POST', '/customers', { name, phones: [phone], owner: { agent: { loginNo: 'admin' } }, ...more }))
      .id;
  await api('PUT', '/admin/pool-rule', { quotaPerDay: 20, recycleAfterDays: 7, claimRoleIds: null });
  const people = ['孟繁', '邵一鸣', '秦越', '顾清和'];
  for (const [at, name] of people.entries()) {
    const id = await mine(name, `1370${Date.now() % 1e6}${at}`.slice(0, 11));
    if (at < 2) {
      const reason = { id: dictionaries.pool_reason[at]?.id };
      await api('POST', `/customers/${id}/return`, { reason });
    } else {
      await api('PATCH', `/customers/${id}`, { assignedAt: new Date(Date.now() - at * 86_400_000).toISOString() });
    }
  }
  const tail = String(Date.now()).slice(-7);
  await mine('郑文博', `0571${tail}`, { company: '宁波海曙精密制造有限公司', address: '宁波市海曙区' });
  const kept = await mine('郑文博', tail, {
    company: '宁波海曙精密制造有限公司',
    address: '宁波市鄞州区',
    labels: ['老客户'],
  });
  const hooks = await api<{ items: object[] }>('GET', '/admin/webhooks');
  if (hooks.items.length === 0) {
    const hook = {
      url: 'https://hooks.example.com/huiliu',
      kinds: ['customer.created', 'customer.updated'],
      enabled: true,
    };
    const { id } = await api<{ id: string }>('POST', '/admin/webhooks', hook);
    await api('POST', `/admin/webhooks/${id}/test`);
  }
  return kept;
}
