import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, launchBrowser, type Page } from '#testing/browser.ts';
import { buildConsole } from './built-console.ts';

// Writes a picture of every screen to screenshots/, from a fresh demo: Chinese in light, English in dark.

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

const root = join(import.meta.dirname, '../..');
const out = join(root, 'screenshots');
const looks = [
  { language: 'zh-CN', theme: 'light' },
  { language: 'en', theme: 'dark' },
] as const;

await buildConsole();
await mkdir(out, { recursive: true });
const data = await mkdtemp(join(tmpdir(), 'huiliu-screenshots-'));
const server = spawn(process.execPath, [join(root, 'src/main.ts'), 'demo'], {
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
  const company = (await all.api<{ items: { id: string }[] }>('GET', '/companies?limit=1')).items[0];
  const open = async (cookie: string): Promise<Page> => {
    const context = await on.newContext({
      viewport: { width: 1280, height: 720 },
      locale: language,
      reducedMotion: 'reduce',
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
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(out, `${name}.${language}.png`) });
    process.stdout.write(`${name}.${language}.png\n`);
  };

  const stranger = await open('');
  await shoot(stranger, '01-sign-in', '/sign-in');
  await shoot(stranger, '01-first-run', '/setup?token=example');
  await stranger.context().close();

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
  await shoot(page, '08-companies', '/companies');
  await shoot(page, '08-company', `/companies/${company?.id}`);
  await shoot(page, '09-opportunities', '/opportunities');
  await shoot(page, '09-opportunities-list', '/opportunities?mode=list');
  await shoot(page, '10-pool', '/pool');
  await all.api('POST', '/exports', { record: 'customers', format: 'xlsx' });
  await shoot(page, '11-transfers', '/transfers');
  await page
    .getByRole('button', { name: /导入|Import/ })
    .last()
    .click();
  await shoot(page, '11-import');
  await shoot(page, '12-reports', '/reports');
  for (const tab of ['agents', 'departments', 'roles', 'dictionaries', 'fields', 'assetTables', 'pool']) {
    await shoot(page, `13-${tab}`, `/admin/people?tab=${tab}`);
  }
  for (const tab of ['clients', 'requests', 'signature', 'webhooks', 'jobs', 'audit', 'health']) {
    await shoot(page, `14-${tab}`, `/admin/integration?tab=${tab}`);
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
    headers: { 'content-type': 'application/json' },
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
