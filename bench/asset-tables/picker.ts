import { performance } from 'node:perf_hooks';
import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { createField } from '#crm/fields/create-field.ts';
import { launchBrowser, type Page } from '#testing/browser.ts';
import { engineNames, makePlace, stopOwnPostgres, type EngineName } from '#testing/engines.ts';
import { startHuiliu } from '../servers.ts';
import { fill, PASSWORD, settle } from './fill.ts';

/**
 * How long the picker page takes in Chromium until other rows stand there, in a table of this many:
 * `node bench/asset-tables/picker.ts [rows] [engine]`. The pause after a keystroke counts.
 */
const rows = Number(process.argv[2] ?? 100_000);
const engines = process.argv[3] === undefined ? engineNames : [process.argv[3] as EngineName];
const ROUNDS = 9;
const WATCH = `
  globalThis.seen = {};
  for (const event of ['click', 'input']) {
    addEventListener(event, () => (seen.from ??= performance.now()), { capture: true, once: true });
  }
  new MutationObserver(() => {
    if (seen.from !== undefined) seen.took ??= performance.now() - seen.from;
  }).observe(document.querySelector('tbody'), { childList: true, subtree: true, characterData: true });
  undefined`;

for (const name of engines) {
  await using place = await makePlace(name);
  const env = {
    HUILIU_DATA: place.folder,
    HUILIU_KEY: '5a'.repeat(32),
    ...(place.databaseUrl === undefined ? {} : { HUILIU_DATABASE_URL: place.databaseUrl }),
  };
  const store = await openStore(readConfig(env));
  const { who } = await fill(store, rows, name);
  await store.write((db) =>
    createField(db, who.tenantId, { record: 'company', kind: 'input', label: '价格', key: 'company_price' }),
  );
  await store.engine[Symbol.asyncDispose]();
  if (place.databaseUrl !== undefined) await settle(place.databaseUrl);
  await using server = await startHuiliu({ env });
  await measure(server.url, name);
}
await stopOwnPostgres();

async function measure(url: string, name: string): Promise<void> {
  const browser = await launchBrowser();
  const credentials = Buffer.from(`admin:${PASSWORD}`).toString('base64');
  const context = await browser.newContext({
    locale: 'zh-CN',
    extraHTTPHeaders: { authorization: `Basic ${credentials}` },
  });
  const page = await context.newPage();
  const open = (query = '') =>
    page.goto(`${url}/osp2016/SDK/Tables/ticketAssetTable.php?tableName=devices&cPara=price:company_price${query}`);
  const by = (column: string) => () => page.locator(`th[data-key=${column}] button`).click();
  const next = () => page.getByRole('button', { name: '下一页' }).click();
  const search = (text: string) => () => page.locator('input[type=search]').fill(text);
  const questions: readonly (readonly [string, string, (() => Promise<unknown>)[]])[] = [
    ['next page', '', [next]],
    ['sorted by price', '', [by('price')]],
    ['sorted by name, next page', '', [by('name'), next]],
    ['search 联想 (an eighth)', '', [search('联想')]],
    ['search 联想, sorted by price', '', [search('联想'), by('price')]],
    ['search 联想, sorted by price, next page', '', [search('联想'), by('price'), next]],
    ['search 联想 笔记本电脑 在用 (few)', '', [search('联想 笔记本电脑 在用')]],
    ['filter state 在用 (a quarter), sorted by price', '&filter=state:在用', [by('price')]],
    ['filter state 在用, next page', '&filter=state:在用', [next]],
  ];
  for (const [title, query, steps] of questions) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await open(query);
      for (const step of steps.slice(0, -1)) await untilOther(page, step);
      times.push(await untilOther(page, steps.at(-1)!));
    }
    const ordered = times.toSorted((a, b) => a - b).map((time) => time.toFixed(0).padStart(4));
    console.log(`${name.padEnd(8)} ${ordered[ROUNDS >> 1]} ms, least ${ordered[0]}, worst ${ordered.at(-1)}  ${title}`);
  }
  await browser.close();
}

/** Milliseconds, as the page itself counts them, from what a user does until other rows stand there. */
async function untilOther(page: Page, step: () => Promise<unknown>): Promise<number> {
  await page.evaluate(WATCH);
  const started = performance.now();
  await step();
  while (performance.now() - started < 10_000) {
    const took = await page.evaluate<number | undefined>('seen.took');
    if (took !== undefined) return took;
  }
  throw new Error('no other rows came');
}
