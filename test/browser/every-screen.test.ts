import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { onDefaultEngine } from '#testing/boot.ts';
import type { Page } from '#testing/browser.ts';
import { type Console, startConsole } from './console.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const peopleTabs = ['agents', 'departments', 'roles', 'dictionaries', 'fields', 'assetTables', 'pool'].map(
  (tab) => `/admin/people?tab=${tab}`,
);
const integrationTabs = ['clients', 'requests', 'signature', 'webhooks', 'jobs', 'audit', 'health'].map(
  (tab) => `/admin/integration?tab=${tab}`,
);

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly {
    readonly html: string;
    readonly target: readonly string[];
    readonly failureSummary: string;
  }[];
}

// What a screen looks like is the same on every engine: what the engines answer, the flows beside this file check.
onDefaultEngine('every screen', (boot) => {
  let console: Console;
  let screens: readonly string[];
  before(async () => {
    console = await startConsole(boot);
    screens = await fillScreens(console);
  });
  after(async () => {
    await console[Symbol.asyncDispose]();
  });

  test('the first load ships less than 400 kB of compressed JavaScript', async () => {
    for (const path of ['/', '/customers']) {
      const page = await console.open('admin', path);
      await page.waitForLoadState('networkidle');
      const bytes = await page.evaluate(() => {
        const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
        return loaded
          .filter(({ name }) => name.endsWith('.js'))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
      });
      assert.ok(bytes > 50_000 && bytes < 400_000, `${path} ships ${bytes} bytes`);
      await console.leave(page);
    }
  });

  test("antd's sheet comes before ours, which change it", async () => {
    const page = await console.open('admin', '/');
    const sheets = await page.evaluate(() => [...document.styleSheets].map(({ href }) => href ?? ''));
    assert.match(sheets.find((href) => href !== '') ?? '', /antd-/);
    await console.leave(page);
  });

  test('no screen has a serious accessibility fault, a complaint in the browser, or moves while it loads', async () => {
    const { app, open, complaints } = console;
    const page = await open('admin', '/account', { theme: 'system' });
    complaints();
    const faults: string[] = [];
    for (const path of [...screens, ...peopleTabs, ...integrationTabs]) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(app.baseUrl + path);
      faults.push(...(await moves(page)), ...(await violations(page)));
      // The same page in the other look: colours are all that changes.
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-theme="dark"]').waitFor();
      await page.evaluate(coloursSettle);
      faults.push(...(await violations(page, 'color-contrast')));
    }
    assert.deepEqual([...faults, ...complaints()], []);
    await console.leave(page);
  });

  test('nor does one in English, whose words are longer', async () => {
    const { app, open, complaints } = console;
    const page = await open('admin', '/account', { language: 'en', theme: 'dark' });
    complaints();
    const faults: string[] = [];
    for (const path of screens) {
      await page.goto(app.baseUrl + path);
      faults.push(...(await moves(page)), ...(await violations(page, 'color-contrast')));
    }
    assert.deepEqual([...faults, ...complaints()], []);
    await console.leave(page);
  });

  test('a narrow window, or a page that is enlarged, cuts nothing off and lays nothing over another', async () => {
    const { app, open } = console;
    const faults: string[] = [];
    for (const { language, width, height, paths } of [
      { language: 'zh-CN', width: 390, height: 844, paths: [...screens, ...peopleTabs, ...integrationTabs] },
      { language: 'zh-CN', width: 640, height: 360, paths: screens },
      { language: 'en', width: 375, height: 667, paths: [...screens, ...peopleTabs, ...integrationTabs] },
    ] as const) {
      const page = await open('admin', '/account', { language });
      await page.setViewportSize({ width, height });
      for (const path of paths) {
        await page.goto(app.baseUrl + path);
        await page.locator('main h1').first().waitFor();
        await page.waitForFunction(
          () => document.querySelector('main .ant-skeleton, main .ant-spin-spinning') === null,
        );
        faults.push(...(await page.evaluate(crowded)).map((fault) => `${width} ${path}: ${fault}`));
      }
      await page.setViewportSize({ width: 1280, height: 720 });
      await console.leave(page);
    }
    assert.deepEqual(faults, []);
  });
});

/** What doesn't fit: the content beside the window's edge, sections over each other, a navigation that takes the room. */
function crowded(): string[] {
  const faults: string[] = [];
  const main = document.querySelector('main')!;
  if (main.scrollWidth > main.clientWidth) faults.push(`${main.scrollWidth - main.clientWidth} px beside the content`);
  if (main.clientWidth < innerWidth - 64) faults.push(`only ${main.clientWidth} px for the content`);
  const last = document.querySelector('header')?.lastElementChild?.getBoundingClientRect();
  if (last !== undefined && last.right > innerWidth) faults.push('the header is cut off');
  for (const button of main.querySelectorAll('button')) {
    let around: Element = button;
    while (around !== main && getComputedStyle(around).overflowX === 'visible') around = around.parentElement!;
    if (around === main && button.getBoundingClientRect().right > innerWidth)
      faults.push(`the button ${button.textContent} is cut off`);
  }
  const sections = [...main.querySelectorAll('section, aside')].map((one) => one.getBoundingClientRect());
  for (const [at, { bottom, right }] of sections.entries()) {
    const next = sections[at + 1];
    if (next !== undefined && next.top < bottom - 1 && next.left < right - 1) faults.push('a section over another');
  }
  return faults;
}

/** Records for the screens to show, in as many states as have colours of their own; the addresses of the screens. */
async function fillScreens({ api }: Console): Promise<string[]> {
  const { id } = await api<{ id: string }>('admin', 'POST', '/customers', {
    name: '看每一屏',
    company: '看每一屏公司',
    phones: ['13800001234'],
  });
  const { company } = await api<{ company: { id: string } }>('admin', 'GET', `/customers/${id}`);
  for (const stage of ['初步洽谈', '赢单']) {
    await api('admin', 'POST', '/opportunities', {
      customerId: id,
      name: `商机：${stage}`,
      type: { name: '新客户商机' },
      source: { name: '官网注册' },
      stage: { name: stage },
    });
  }
  const { dictionaries } = await api<{ dictionaries: { follow_up_type: { id: string }[] } }>(
    'admin',
    'GET',
    '/directory',
  );
  const type = dictionaries.follow_up_type[0]?.id;
  await api('admin', 'POST', '/follow-ups', { customerId: id, type, content: '打过电话' });
  await api('admin', 'POST', '/customers', { name: '在公海', owner: null });
  const gone = await api<{ id: string }>('admin', 'POST', '/customers', { name: '已删除' });
  await api('admin', 'DELETE', `/customers/${gone.id}`);
  await api('admin', 'POST', '/exports', { record: 'customers', format: 'csv' });
  return [
    '/',
    '/customers',
    '/customers/deleted',
    `/customers/${id}`,
    '/companies',
    `/companies/${company.id}`,
    '/opportunities',
    '/opportunities?mode=list',
    '/account',
    '/pool',
    '/pool?mode=soon',
    '/reports',
    '/transfers',
  ];
}

async function moves(page: Page): Promise<string[]> {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('main .ant-skeleton, main .ant-spin-spinning') === null);
  const { sum, moved } = await page.evaluate(layoutShift);
  return sum > 0.05 ? [`${page.url()}: moves by ${sum}: ${moved.join(' ')}`] : [];
}

/** A colour on its way to another is neither. */
async function coloursSettle(): Promise<void> {
  const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(changing.map(({ finished }) => finished));
}

/** The serious faults that axe sees on the page as it stands: of one rule, or of all. */
async function violations(page: Page, rule?: string): Promise<string[]> {
  // Through the debugger: the page's own policy lets no script of ours in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (only) => {
    const { axe: checker } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    const rules = only === undefined ? {} : { runOnly: [only] };
    // What it would read ahead, every style sheet, serves two rules: one that is off, and one of sounds, which no screen has.
    return (await checker.run({ resultTypes: ['violations'], preload: false, ...rules })).violations;
  }, rule);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(
        (node) => `${page.url()}: ${id} ${node.target.join(' ')} ${node.html.slice(0, 160)}: ${node.failureSummary}`,
      ),
    );
}

interface Shift {
  readonly value: number;
  readonly sources: readonly { readonly node?: Element }[];
}

/** How far things moved since the page began to load, as the browser counts it, and what they were. */
async function layoutShift(): Promise<{ sum: number; moved: string[] }> {
  return await new Promise((resolve) => {
    const shifts: Shift[] = [];
    new PerformanceObserver((list) => shifts.push(...(list.getEntries() as unknown as Shift[]))).observe({
      type: 'layout-shift' as 'measure',
      buffered: true,
    });
    setTimeout(() => {
      const sum = Math.round(shifts.reduce((total, { value }) => total + value, 0) * 1000) / 1000;
      const moved = shifts.flatMap(({ sources }) => sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? ''));
      resolve({ sum, moved });
    }, 50);
  });
}
