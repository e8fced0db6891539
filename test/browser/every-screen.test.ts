import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { Console, ConsoleOptions } from '../console.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const looks: readonly ConsoleOptions[] = [
  { language: 'zh-CN', theme: 'light' },
  { language: 'en', theme: 'dark' },
];

const peopleTabs = ['agents', 'departments', 'roles', 'dictionaries', 'fields', 'assetTables', 'pool'].map(
  (tab) => `/admin/people?tab=${tab}`,
);
const integrationTabs = ['clients', 'requests', 'signature', 'webhooks', 'jobs', 'audit', 'health'].map(
  (tab) => `/admin/integration?tab=${tab}`,
);

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly target: readonly string[] }[];
}

export function everyScreen(console: () => Console): void {
  test('the first load ships less than 400 kB of compressed JavaScript', async () => {
    const { open } = console();
    for (const path of ['/', '/customers']) {
      const page = await open('admin', path);
      await page.waitForLoadState('networkidle');
      const bytes = await page.evaluate(() => {
        const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
        return loaded
          .filter(({ name }) => name.endsWith('.js'))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
      });
      assert.ok(bytes > 50_000 && bytes < 400_000, `${path} ships ${bytes} bytes`);
      await page.context().close();
    }
  });

  for (const look of looks) {
    test(`no screen has a serious accessibility fault, a complaint in the browser, or moves while it loads (${look.language}, ${look.theme})`, async () => {
      const { app, open, api, complaints } = console();
      const { id } = await api<{ id: string }>('admin', 'POST', '/customers', {
        name: '看每一屏',
        company: '看每一屏公司',
      });
      const { company } = await api<{ company: { id: string } }>('admin', 'GET', `/customers/${id}`);
      const page = await open('admin', '/account', look);
      complaints();
      const paths = [
        '/',
        '/customers',
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
        ...peopleTabs,
        ...integrationTabs,
      ];
      const faults: string[] = [];
      for (const path of paths) {
        await page.goto(app.baseUrl + path);
        await page.locator('main h1').first().waitFor();
        await page.waitForFunction(
          () => document.querySelector('main .ant-skeleton, main .ant-spin-spinning') === null,
        );
        const shift = await page.evaluate(layoutShift);
        if (shift.sum > 0.05) faults.push(`${path}: moves by ${shift.sum}: ${shift.moved.join(' ')}`);
        // Through the debugger: the page's own policy lets no script of ours in.
        await page.evaluate(await readAxe());
        const violations = await page.evaluate(async () => {
          const { axe: checker } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
          return (await checker.run()).violations;
        });
        for (const { id: rule, impact, nodes } of violations) {
          if (impact !== 'serious' && impact !== 'critical') continue;
          faults.push(...nodes.map((node) => `${path}: ${rule} ${node.target.join(' ')} ${node.html.slice(0, 160)}`));
        }
      }
      assert.deepEqual([...faults, ...complaints()], []);
      await page.context().close();
    });
  }
}

async function readAxe(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(axe, 'utf8');
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
