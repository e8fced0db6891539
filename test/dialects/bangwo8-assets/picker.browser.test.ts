import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { createRow } from '#crm/assets/create-rows.ts';
import { createTable } from '#crm/assets/create-table.ts';
import { updateField } from '#crm/fields/update-field.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Browser, type BrowserContext, type Frame, launchBrowser, type Page } from '#testing/browser.ts';
import { callerAs } from '../bangwo8/caller.ts';
import { fillTable, type Filled } from './fill-table.ts';
import { serveHostPage, type HostPage } from './host-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const C_PARA = 'cPara=asset_field_1:company_price,_id:company_x';
const XSS = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

let browser: Browser | undefined;
after(() => browser?.close());

onEachEngine('the picker page', (boot) => {
  let at: TestApp;
  let filled: Filled;
  let host: HostPage;
  const contexts: BrowserContext[] = [];
  after(async () => {
    for (const context of contexts) await context.close();
    await host[Symbol.asyncDispose]();
  });

  const address = (query: string) => `${at.baseUrl}/osp2016/SDK/Tables/ticketAssetTable.php?${query}`;

  /** A browser in which an agent is signed in, as Basic does it. */
  async function signedIn(loginNo: string, more: { locale?: string } = {}): Promise<Page> {
    const credentials = Buffer.from(`${at.tenantCode}|${loginNo}:${at.adminLogin.password}`).toString('base64');
    const context = await browser!.newContext({
      locale: 'zh-CN',
      viewport: { width: 960, height: 560 },
      extraHTTPHeaders: { authorization: `Basic ${credentials}` },
      ...more,
    });
    contexts.push(context);
    return await context.newPage();
  }

  /** The picker inside a host page of another origin, opened with a token of the agent. */
  async function framed(query: string, loginNo = 'own'): Promise<{ page: Page; frame: Frame }> {
    const made = await callerAs(at, loginNo).send('POST', '/assettables/devices/picker_tokens', {
      origin: host.origin,
    });
    const { token } = made.json<{ picker_token: { token: string } }>().picker_token;
    const context = await browser!.newContext({ locale: 'zh-CN' });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(host.with(address(`${query}&token=${token}`)));
    await page.getByRole('button', { name: '选择资产' }).click();
    const frame = await (await page.waitForSelector('iframe')).contentFrame();
    await frame!.waitForSelector('tbody tr');
    return { page, frame: frame! };
  }

  const headings = (page: Page | Frame) =>
    page.locator('thead th').evaluateAll((all) => all.map((th) => th.dataset['key']));
  const column = (page: Page | Frame, n: number) => page.locator(`tbody tr td:nth-child(${n})`).allTextContents();
  const status = (page: Page | Frame) => page.locator('[role=status]');
  const choices = async (page: Page) => {
    await page.getByRole('button', { name: '显示/隐藏字段' }).click();
    return page.getByRole('checkbox');
  };
  const settled = async (page: Page | Frame, text: string) =>
    await status(page).getByText(text, { exact: true }).waitFor();

  test('the program and a browser start', async () => {
    browser ??= await launchBrowser();
    at = await boot.app();
    host = await serveHostPage();
    filled = await fillTable(at, 260);
  });

  test('the page shows 100 rows, the exact count, and the next ones on 下一页', async () => {
    const page = await signedIn('admin');
    await page.goto(address(`tableId=${filled.table.id}&${C_PARA}`));
    assert.equal(await page.locator('table').count(), 1);
    assert.equal(await page.locator('tbody tr').count(), 100);
    assert.equal(await page.locator('tbody tr button').count(), 100);
    await settled(page, '第 1–100 条，共 260 条');
    assert.deepEqual(await headings(page), ['asset_field_1', 'name', 'sn', 'state', 'bought']);
    for (const wanted of ['第 101–200 条，共 260 条', '第 201–260 条，共 260 条']) {
      await page.getByRole('button', { name: '下一页' }).click();
      await settled(page, wanted);
    }
    assert.equal(await page.getByRole('button', { name: '下一页' }).isDisabled(), true);
    assert.deepEqual((await column(page, 4)).slice(0, 1), ['SN-000200']);
    await page.getByRole('button', { name: '上一页' }).click();
    await settled(page, '第 101–200 条，共 260 条');
  });

  test('a click on a heading sorts numbers by size, up and down, and a search narrows what is sorted', async () => {
    const page = await signedIn('admin');
    await page.goto(address(`tableName=devices&${C_PARA}`));
    const heading = page.locator('th[data-key=asset_field_1]');
    await heading.getByRole('button').click();
    await page.locator('th[aria-sort=ascending]').waitFor();
    const up = (await column(page, 2)).map(Number);
    assert.deepEqual(
      up,
      up.toSorted((a, b) => a - b),
    );
    await page.locator('input[type=search]').fill('打印机 维修');
    await settled(page, '第 1–26 条，共 26 条');
    await heading.getByRole('button').click();
    await page.locator('th[aria-sort=descending]').waitFor();
    const down = (await column(page, 2)).map(Number);
    assert.deepEqual(
      down,
      down.toSorted((a, b) => b - a),
    );
    await page.locator('input[type=search]').fill('没有这样的设备');
    await settled(page, '没有符合条件的数据');
  });

  test('two agents choose different columns and orders, and neither ever sees the other’s', async () => {
    const [one, two] = [await signedIn('own'), await signedIn('tree')];
    const url = address(`tableName=devices&${C_PARA}&field=company_x`);
    await one.goto(url);
    const boxes = await choices(one);
    assert.equal(await boxes.count(), 5);
    await one.getByRole('checkbox', { name: '序列号' }).uncheck();
    await one.getByRole('button', { name: '上移 购入日期' }).click();
    await one.getByRole('button', { name: '上移 购入日期' }).click();
    await one.waitForLoadState('networkidle');
    assert.deepEqual(await headings(one), ['asset_field_1', 'name', 'bought', 'state']);

    await two.goto(url);
    assert.deepEqual(await headings(two), ['asset_field_1', 'name', 'sn', 'state', 'bought']);
    await choices(two);
    await two.getByRole('checkbox', { name: '价格' }).uncheck();
    await two.waitForLoadState('networkidle');
    await one.reload();
    assert.deepEqual(await headings(one), ['asset_field_1', 'name', 'bought', 'state']);
    await two.reload();
    assert.deepEqual(await headings(two), ['name', 'sn', 'state', 'bought']);
    await one.goto(address(`tableName=devices&${C_PARA}&field=company_price`));
    assert.equal((await headings(one)).length, 5, 'another field has a choice of its own');
  });

  test('display settles the first use only; the list of columns always offers all, and the agent’s choice wins', async () => {
    const page = await signedIn('tree');
    const url = (display: string) => address(`tableName=devices&${C_PARA}&field=company_price&display=${display}`);
    await page.goto(url('state,name'));
    assert.deepEqual(await headings(page), ['state', 'name']);
    const boxes = await choices(page);
    assert.equal(await boxes.count(), 5);
    assert.deepEqual(
      await boxes.evaluateAll((all) => all.map((box) => (box as unknown as { checked: boolean }).checked)),
      [true, true, false, false, false],
    );
    await page.goto(url('state,name,sn'));
    assert.deepEqual(await headings(page), ['state', 'name']);
    await choices(page);
    await page.getByRole('checkbox', { name: '购入日期' }).check();
    await page.waitForLoadState('networkidle');
    await page.goto(url('sn'));
    assert.deepEqual(await headings(page), ['state', 'name', 'bought']);
  });

  test('a refused page is no first use', async () => {
    const page = await signedIn('own');
    await page.goto(address('tableName=devices&cPara=x:nosuch&display=sn'));
    await page.goto(address(`tableName=devices&${C_PARA}&display=name`));
    assert.deepEqual(await headings(page), ['name']);
  });

  test('picking fills every mapped field of a form on another origin', async () => {
    const { page, frame } = await framed(`tableName=devices&${C_PARA}`);
    await page.evaluate("window.addEventListener('message', (event) => { window.message = event.data; })");
    const row = frame.locator('tbody tr').nth(3);
    const id = await row.getAttribute('data-row-id');
    await row.getByRole('button', { name: '选择' }).click();
    await page.locator('iframe').waitFor({ state: 'hidden' });
    assert.deepEqual(await page.evaluate('window.message'), {
      type: 'huiliu.asset.picked',
      rowId: id,
      values: { company_price: '3757.00', company_x: id },
    });
    assert.equal(await page.locator('[name=company_price]').inputValue(), '3757.00');
    assert.equal(await page.locator('[name=company_x]').inputValue(), id);
  });

  test('a placeholder takes the page’s value from messages, and falls away while it is empty', async () => {
    const [one, two] = filled.companyIds.map(String) as [string, string];
    const filter = 'filter=ownerType:company,owner:%7B%20%7Bcompany.companyId%7D%20%7D';
    const { page, frame } = await framed(`tableName=devices&${C_PARA}&${filter}`, 'tree');
    await settled(frame, '第 1–100 条，共 260 条');
    // The form stands behind the dialog, out of reach of a person, not of the page's own script.
    const fill = (text: string) =>
      page.evaluate(
        `form.elements.companyId.value = ${JSON.stringify(text)}; form.elements.companyId.dispatchEvent(new Event('input'))`,
      );
    await fill(one);
    await settled(frame, '第 1–6 条，共 6 条');
    await frame.locator('tbody tr').getByText('SN-000000').waitFor();
    await fill(two);
    await frame.locator('tbody tr').getByText('SN-000001').waitFor();
    await fill('');
    await settled(frame, '第 1–100 条，共 260 条');
    await fill('abc');
    await settled(frame, '没有符合条件的数据');
    const other = await framed(`tableName=devices&${C_PARA}&${filter}&company.companyId=${one}`, 'tree');
    await settled(other.frame, '第 1–100 条，共 260 条');
  });

  test('only the token’s origin can frame the page', async () => {
    const made = await callerAs(at, 'own').send('POST', '/assettables/devices/picker_tokens', {
      origin: 'https://else.example',
    });
    const { token } = made.json<{ picker_token: { token: string } }>().picker_token;
    const page = await browser!.newPage();
    await page.goto(host.with(address(`tableName=devices&${C_PARA}&token=${token}`)));
    await page.getByRole('button', { name: '选择资产' }).click();
    const frame = await (await page.waitForSelector('iframe')).contentFrame();
    assert.equal(
      await frame!
        .locator('table')
        .count()
        .catch(() => 0),
      0,
    );
    await page.close();
  });

  test('script in cells, titles, columns and parameters stays text', async () => {
    const table = await at.store.write((db) =>
      createTable(db, at.admin, {
        key: 'evil',
        title: XSS,
        columns: [{ key: 'a', name: XSS }, { key: 'constructor' }, { key: '__proto__' }],
      }),
    );
    const cells = new Map([
      ['a', XSS],
      ['constructor', '"]}</script>' + XSS],
      ['__proto__', XSS],
    ]);
    await at.store.write((db) =>
      createRow(db, at.admin, table.id, { cells, ownerType: 'agent', owner: String(at.tenantId) }),
    );
    const page = await signedIn('admin');
    const evil = encodeURIComponent(XSS);
    for (const query of [
      `tableName=evil&cPara=a:company_x,${evil}:company_price&display=${evil}&company.companyId=${evil}&filter=a:${evil}`,
      `tableName=${evil}&cPara=${evil}`,
      `tableName=evil&cPara=${evil}`,
      `tableName=evil&field=${evil}`,
      `tableName=evil&${C_PARA.replace('asset_field_1', 'a')}&filter=${evil}`,
      `tableName=evil&cPara=a:company_x&lang=${evil}&token=${evil}`,
    ]) {
      await page.goto(address(query));
      await page.waitForLoadState('networkidle');
      assert.equal(await page.evaluate('window.hacked'), undefined, query);
      assert.equal(await page.locator('img').count(), 0, query);
    }
    await page.goto(address('tableName=evil&cPara=a:company_x,__proto__:company_price'));
    assert.deepEqual(await column(page, 2), [XSS]);
    assert.deepEqual(await column(page, 4), [XSS]);
    assert.equal(await page.locator('h1').textContent(), XSS);
    await page.locator('input[type=search]').fill(XSS);
    await settled(page, '第 1–1 条，共 1 条');
    assert.equal(await page.evaluate('window.hacked'), undefined);
  });

  test('a field’s stored configuration fills what the address leaves out', async () => {
    const who = await at.callerOf('admin');
    const field = who.directory.fields.get('company')!.byKey.get('company_x')!;
    const stored =
      'https://old.example/osp2016/SDK/Tables/ticketAssetTable.php?tableName=devices&filter=state:在用&' + C_PARA;
    await at.store.write((db) => updateField(db, at.tenantId, field.id, { settings: { extension: stored } }));
    const page = await signedIn('admin');
    await page.goto(address('field=company_x'));
    await settled(page, '第 1–65 条，共 65 条');
    await page.goto(address('field=company_x&filter=state:闲置,name:笔记本'));
    await settled(page, '第 1–13 条，共 13 条');
    await page.goto(address('field=company_x&filter='));
    await settled(page, '第 1–100 条，共 260 条');
  });

  test('it speaks English to who asks for it', async () => {
    const page = await signedIn('admin', { locale: 'en-US' });
    await page.goto(address(`tableName=devices&${C_PARA}`));
    await settled(page, '1–100 of 260');
    for (const name of ['Columns', 'Next', 'Previous'])
      assert.equal(await page.getByRole('button', { name }).count(), 1);
    assert.equal(await page.getByRole('button', { name: 'Choose' }).count(), 100);
    await page.goto(address(`tableName=devices&${C_PARA}&lang=zh`));
    await settled(page, '第 1–100 条，共 260 条');
  });

  test('axe finds nothing serious in light or dark, and the keyboard alone reaches everything', async () => {
    const page = await signedIn('admin');
    for (const [colorScheme, query] of [
      ['dark', `tableName=devices&${C_PARA},gone:nosuch`],
      ['dark', `tableName=devices&${C_PARA}`],
      ['light', `tableName=devices&${C_PARA},gone:nosuch`],
      ['light', `tableName=devices&${C_PARA}`],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(address(query));
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      assert.equal(background, colorScheme === 'dark' ? 'rgb(23, 27, 35)' : 'rgb(255, 255, 255)');
      if (query.endsWith('company_x')) await choices(page);
      // The page's own policy lets nothing be added to it.
      const session = await page.context().newCDPSession(page);
      await session.send('Page.setBypassCSP', { enabled: true });
      await page.evaluate(axe);
      const found = (await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => id + ' ' + impact + ' ' + nodes[0].html))",
      )) as string[];
      assert.deepEqual(found, []);
    }
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('checkbox').count(), 0);
    assert.equal(await page.evaluate('document.activeElement.textContent'), '显示/隐藏字段');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('th[aria-sort=ascending]').waitFor();
    await page.waitForFunction("document.activeElement.closest('th')?.getAttribute('aria-sort') === 'ascending'");
  });
});
