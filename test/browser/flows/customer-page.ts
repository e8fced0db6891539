import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

interface Customer {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly address: string | null;
}

export function customerPageFlows(console: () => Console): void {
  const make = (name: string): Promise<Customer> =>
    console().api<Customer>('admin', 'POST', '/customers', { name, owner: { agent: { loginNo: 'own' } } });
  const edit = (field: string): RegExp => new RegExp(`^修改${field}：`);

  test('two agents who edit different fields of one customer both keep their work', async () => {
    const { open, api } = console();
    const customer = await make('两人改两项');
    const page = await open('own', `/customers/${customer.id}`);
    await page.getByRole('button', { name: edit('地址') }).click();
    await page.getByRole('textbox', { name: '地址' }).fill('南京路 8 号');
    await api('admin', 'PATCH', `/customers/${customer.id}`, { stars: 4 });
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '修改地址：南京路 8 号' }).waitFor();
    const after = await api<Customer & { stars: number }>('admin', 'GET', `/customers/${customer.id}`);
    assert.deepEqual([after.address, after.stars], ['南京路 8 号', 4]);
    await console().leave(page);
  });

  test('two agents who edit the same field: the later one sees both values and chooses', async () => {
    const { open, api } = console();
    const customer = await make('两人改一项');
    const page = await open('own', `/customers/${customer.id}`);
    await page.getByRole('button', { name: edit('地址') }).click();
    await page.getByRole('textbox', { name: '地址' }).fill('我的地址');
    const other = await open('admin', `/customers/${customer.id}`);
    await other.getByRole('button', { name: edit('地址') }).click();
    await other.getByRole('textbox', { name: '地址' }).fill('别人的地址');
    await other.keyboard.press('Enter');
    await page.getByText('管理员刚刚改为“别人的地址”').waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '“地址”刚被他人修改' });
    await dialog.getByText('别人的地址').waitFor();
    assert.equal((await api<Customer>('admin', 'GET', `/customers/${customer.id}`)).address, '别人的地址');
    await dialog.getByRole('button', { name: '使用我的' }).click();
    await page.getByRole('button', { name: '修改地址：我的地址' }).waitFor();
    assert.equal((await api<Customer>('admin', 'GET', `/customers/${customer.id}`)).address, '我的地址');
    // The other one sees it come, without having asked.
    await other.getByRole('button', { name: '修改地址：我的地址' }).waitFor();
    await console().leave(other);
    await console().leave(page);
  });

  test("others' changes show without a reload", async () => {
    const { open, api } = console();
    const customer = await make('实时更新');
    const page = await open('own', `/customers/${customer.id}`);
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await api('admin', 'PATCH', `/customers/${customer.id}`, { name: '改了名字' });
    await page.getByRole('heading', { name: '改了名字' }).waitFor();
    await console().leave(page);
  });

  test('a required field that is emptied says so beside itself and keeps what it had, in both languages', async () => {
    const { open, api } = console();
    const require = (required: boolean): Promise<void> =>
      api('admin', 'PUT', '/admin/required-fields/customer/cle_type', { required });
    await require(true);
    const customer = await api<Customer>('admin', 'POST', '/customers', {
      name: '必填的人',
      phones: ['13312350001'],
      type: { name: '签约客户' },
      owner: { agent: { loginNo: 'own' } },
    });
    for (const { language, phone, type, missing } of [
      { language: 'zh-CN', phone: '电话', type: '客户类型', missing: (label: string) => `请填写${label}` },
      { language: 'en', phone: 'Phones', type: 'Type', missing: (label: string) => `Enter ${label}` },
    ] as const) {
      const page = await open('own', `/customers/${customer.id}`, { language });
      const details = page.getByRole('region', { name: /^(客户资料|Customer details)$/ });
      const editButton = (label: string) => details.getByRole('button', { name: new RegExp(`^(修改|Edit )${label}`) });
      await editButton(type).click();
      await details.getByRole('combobox', { name: type }).hover();
      // Held down as long as a hand does.
      await details.locator('.ant-select-clear').click({ delay: 100 });
      await details.getByRole('alert').getByText(missing(type)).waitFor();
      await details.getByText('签约客户').waitFor();
      await editButton(phone).click();
      await details.getByRole('textbox', { name: `${phone} 1` }).fill('');
      await page.keyboard.press('Enter');
      await details.getByRole('alert').getByText(missing(phone)).waitFor();
      // Given up, it is as before.
      await editButton(phone).click();
      await page.keyboard.press('Escape');
      await details.getByText(missing(phone)).waitFor({ state: 'detached' });

      await page.goto(`${console().app.baseUrl}/customers?q=${encodeURIComponent('必填的人')}`);
      const name = page.locator('[data-cell="0:0"]');
      await name.focus();
      await page.keyboard.press('F2');
      await page.keyboard.press('Delete');
      await page.keyboard.press('Enter');
      await name.getByRole('alert').waitFor();
      await name.getByRole('link', { name: '必填的人' }).waitFor();
      await console().leave(page);
    }
    const after = await api<Customer & { type: { name: string }; version: number }>(
      'admin',
      'GET',
      `/customers/${customer.id}`,
    );
    assert.deepEqual([after.name, after.type.name, after.version], ['必填的人', '签约客户', customer.version]);
    await require(false);
  });

  test('an edit in place ends where one goes on: at what was clicked, at the next by Tab, at itself by Enter', async () => {
    const { open, api } = console();
    const customer = await make('改完往下走');
    const page = await open('own', `/customers/${customer.id}`);
    const focused = page.locator(':focus');
    const begin = async (text: string): Promise<void> => {
      await page.getByRole('button', { name: edit('地址') }).click();
      await page.getByRole('textbox', { name: '地址' }).fill(text);
    };
    await begin('甲路');
    await page.getByRole('textbox', { name: '跟进内容' }).click();
    await page.getByRole('button', { name: '修改地址：甲路' }).waitFor();
    await page.keyboard.type('接着写跟进');
    assert.equal(await page.getByRole('textbox', { name: '跟进内容' }).inputValue(), '接着写跟进');
    await begin('乙路');
    await page.getByRole('button', { name: edit('姓名') }).click();
    await page.getByRole('textbox', { name: '姓名' }).and(focused).waitFor();
    await page.keyboard.press('Escape');
    await begin('丙路');
    await page.keyboard.press('Tab');
    await page
      .getByRole('button', { name: edit('负责人') })
      .and(focused)
      .waitFor();
    await begin('丁路');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '修改地址：丁路' }).and(focused).waitFor();
    assert.equal((await api<Customer>('admin', 'GET', `/customers/${customer.id}`)).address, '丁路');
    await console().leave(page);
  });

  test('what is typed in place is saved by Back and by a reload too; a refusal is told where one went', async () => {
    const { open, api } = console();
    const customer = await make('中途离开的人');
    const page = await open('own', '/customers?q=中途离开');
    const address = async (): Promise<string | null> =>
      (await api<Customer>('admin', 'GET', `/customers/${customer.id}`)).address;
    const type = async (field: string, text: string): Promise<void> => {
      await page
        .getByRole('button', { name: edit(field) })
        .first()
        .click();
      await page.getByRole('textbox', { name: field }).first().fill(text);
    };
    const saved = (): Promise<unknown> =>
      page.waitForResponse(
        (one) => one.url().endsWith(`/api/customers/${customer.id}`) && one.request().method() === 'PATCH',
      );
    await page.getByRole('link', { name: '中途离开的人' }).click();
    await type('地址', '后退之前写的');
    await Promise.all([saved(), page.goBack()]);
    assert.equal(await address(), '后退之前写的');
    await page.getByRole('link', { name: '中途离开的人' }).click();
    await type('地址', '刷新之前写的');
    await page.reload();
    await page
      .getByRole('button', { name: '修改地址：刷新之前写的' })
      .or(page.getByRole('button', { name: edit('地址') }))
      .waitFor();
    const givesUpAt = Date.now() + 20_000;
    while (Date.now() < givesUpAt && (await address()) !== '刷新之前写的') await page.waitForTimeout(50);
    assert.equal(await address(), '刷新之前写的');
    await type('电话', '不是号码');
    await page.goBack();
    await page.getByText(/“电话”没有保存/).waitFor();
    await console().leave(page);
  });

  test('a company is picked by the arrows, and made of what was typed without them', async () => {
    const { open, api } = console();
    await api('admin', 'POST', '/companies', { name: '箭头选择的公司' });
    const customer = await make('选公司的人');
    const company = async (): Promise<string | undefined> =>
      (await api<{ company: { name: string } | null }>('admin', 'GET', `/customers/${customer.id}`)).company?.name;
    const page = await open('own', `/customers/${customer.id}`);
    for (const [keys, name] of [
      [['ArrowDown', 'Enter'], '箭头选择的公司'],
      [['Enter'], '箭头选'],
    ] as const) {
      await page.getByRole('button', { name: edit('公司') }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('combobox', { name: '公司' }).fill('箭头选');
      await page.locator('.ant-select-item-option', { hasText: '箭头选择的公司' }).waitFor();
      for (const key of keys) await page.keyboard.press(key);
      await page.getByRole('button', { name: `修改公司：${name}` }).waitFor();
      assert.equal(await company(), name);
    }
    await console().leave(page);
  });

  test('what the server refuses in place is told beside it, and typing goes on from what was typed', async () => {
    const { open } = console();
    const customer = await make('写得太长');
    const page = await open('own', `/customers/${customer.id}`);
    await page.getByRole('button', { name: edit('地址') }).click();
    await page.getByRole('textbox', { name: '地址' }).fill('路'.repeat(300));
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('最多 255 个字符').waitFor();
    await page.getByRole('button', { name: edit('地址') }).click();
    const text = page.getByRole('textbox', { name: '地址' });
    assert.equal(await text.inputValue(), '路'.repeat(300));
    await text.fill('短路');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '修改地址：短路' }).waitFor();
    await page.getByText('最多 255 个字符').waitFor({ state: 'detached' });

    // So it is when no answer comes.
    await page.route('**/api/customers/*', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    );
    await page.getByRole('button', { name: edit('地址') }).click();
    await text.fill('断网时写的');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('连接不上服务器').waitFor();
    await page.unroute('**/api/customers/*');
    await page.getByRole('button', { name: edit('地址') }).click();
    assert.equal(await text.inputValue(), '断网时写的');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '修改地址：断网时写的' }).waitFor();
    await console().leave(page);
  });

  test('a label that was typed is kept by Tab, by a click elsewhere and by Back, and given up by Esc', async () => {
    const { open, api } = console();
    const customer = await make('贴标签');
    const page = await open('own', '/customers?q=贴标签');
    await page.getByRole('link', { name: '贴标签' }).click();
    const type = async (label: string): Promise<void> => {
      await page.getByRole('button', { name: edit('标签') }).click();
      await page.getByRole('combobox', { name: '标签' }).fill(label);
    };
    await type('按了Tab');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: '修改标签：按了Tab' }).waitFor();
    await type('点了别处、一次两个');
    await page.getByRole('heading', { name: '贴标签' }).click();
    await page.getByRole('button', { name: /^修改标签：.*一次两个/ }).waitFor();
    await type('没要');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: '标签' }).waitFor({ state: 'detached' });
    await type('离开了');
    await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'PATCH'), page.goBack()]);
    const { labels } = await api<{ labels: { name: string }[] }>('admin', 'GET', `/customers/${customer.id}`);
    assert.deepEqual(
      labels.map(({ name }) => name),
      ['按了Tab', '点了别处', '一次两个', '离开了'],
    );
    await console().leave(page);
  });

  test('what is chosen in place is kept by Esc, by leaving and by the same choice, and emptied by the mouse', async () => {
    const { open, api } = console();
    const fields = [
      { kind: 'select', label: '等级', options: [{ label: '甲' }], value: { label: '甲' } },
      { kind: 'checkbox', label: '同意', settings: { yesNo: true }, value: true },
      {
        kind: 'cascade',
        label: '区域',
        options: [{ label: '甲', children: [{ label: '乙' }] }],
        value: [{ label: '甲' }, { label: '乙' }],
      },
      { kind: 'datetime', label: '到期', value: '2026-03-01T10:00:00+08:00' },
    ];
    const custom: Record<string, unknown> = {};
    for (const { value, ...field } of fields) {
      const { key } = await api<{ key: string }>('admin', 'POST', '/admin/fields', { record: 'customer', ...field });
      custom[key] = value;
    }
    const { id } = await api<Customer>('admin', 'POST', '/customers', { name: '选了又清', custom });
    const page = await open('admin', `/customers/${id}`);
    for (const { kind, label } of fields) {
      const button = page.getByRole('button', { name: edit(label) });
      const before = await button.getAttribute('aria-label');
      const begin = async (): Promise<void> => {
        await button.click();
        await page.locator('.ant-select-focused, .ant-picker-focused').hover();
      };
      await begin();
      await page.keyboard.press('Escape');
      await button.and(page.locator(':focus')).waitFor();
      await begin();
      await page.getByRole('heading', { name: '选了又清' }).click();
      if (kind === 'select') {
        await begin();
        await page.keyboard.press('Enter');
      }
      assert.equal(await button.getAttribute('aria-label'), before);
      await begin();
      // Held down as long as a hand does.
      await page.locator('.ant-select-clear, .ant-picker-clear').click({ delay: 100 });
      await page.getByRole('button', { name: `修改${label}：${kind === 'checkbox' ? '否' : '添加'}` }).waitFor();
    }
    await console().leave(page);
  });

  test('a follow-up is written in one go; its draft outlives a reload; its text is text', async () => {
    const { open, api } = console();
    const customer = await make('写跟进');
    const page = await open('own', `/customers/${customer.id}`);
    await page.getByRole('textbox', { name: '跟进内容' }).fill('第一行 <b>不是粗体</b>\n第二行');
    await page.reload();
    const text = page.getByRole('textbox', { name: '跟进内容' });
    // The next agent at this machine sees nothing of it.
    const keys = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('huiliu.draft.')));
    const { agent } = await api<{ agent: { id: string } }>('own', 'GET', '/session');
    const kept = keys.filter((key) => key.endsWith(`.${customer.id}`));
    assert.deepEqual(kept, [`huiliu.draft.${agent.id}.${customer.id}`]);
    assert.equal(await text.inputValue(), '第一行 <b>不是粗体</b>\n第二行');
    await text.focus();
    await page.keyboard.press('Control+Enter');
    await page.getByText('跟进已保存').waitFor();
    await page.getByRole('listitem').getByText('第一行 <b>不是粗体</b>').waitFor();
    assert.equal(await text.inputValue(), '');
    // From the calendar too, which has an Enter of its own; the next one begins in the text.
    await text.fill('第二条');
    await page.getByRole('textbox', { name: '下次联系' }).focus();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('listitem').getByText('第二条').waitFor();
    await page.locator('textarea:focus').waitFor();
    assert.equal(await page.locator('.ant-picker-dropdown:visible').count(), 0);
    const { items } = await api<{ items: { text: string }[] }>('own', 'GET', `/follow-ups?customer=${customer.id}`);
    assert.equal(items.length, 2);
    await console().leave(page);
  });

  test('what is typed while a follow-up is being saved is kept', async () => {
    const { open } = console();
    const customer = await make('边存边写');
    const page = await open('own', `/customers/${customer.id}`);
    const text = page.getByRole('textbox', { name: '跟进内容' });
    const gate = Promise.withResolvers<void>();
    await page.route('**/api/follow-ups', async (route) => {
      await gate.promise;
      await route.continue();
    });
    await text.fill('已经说了');
    await page.keyboard.press('Control+Enter');
    await page.keyboard.type('，还有一句');
    gate.resolve();
    await page.getByText('跟进已保存').waitFor();
    assert.equal(await text.inputValue(), '，还有一句');
    await page.unrouteAll();
    await page.reload();
    await page.getByRole('listitem').getByText('已经说了').waitFor();
    assert.equal(await text.inputValue(), '，还有一句');
    await text.fill('');
    await console().leave(page);
  });

  test('a follow-up whose answer was lost is there once when it is sent again; the same text may be written twice', async () => {
    const { open, api } = console();
    const customer = await make('答复丢了');
    const page = await open('own', `/customers/${customer.id}`);
    const text = page.getByRole('textbox', { name: '跟进内容' });
    await page.route(
      '**/api/follow-ups',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    const written = async (): Promise<number> =>
      (await api<{ total: number }>('own', 'GET', `/follow-ups?customer=${customer.id}`)).total;
    await text.fill('无人接听');
    await page.keyboard.press('Control+Enter');
    await page.getByText('连接不上服务器').waitFor();
    assert.equal(await text.inputValue(), '无人接听');
    assert.equal(await written(), 1);
    await page.keyboard.press('Control+Enter');
    await page.getByText('跟进已保存').waitFor();
    assert.equal(await written(), 1);
    const answer = page.waitForResponse((one) => one.url().endsWith('/api/follow-ups'));
    await text.fill('无人接听');
    await page.keyboard.press('Control+Enter');
    await answer;
    assert.equal(await written(), 2);
    await console().leave(page);
  });

  test("others' HTML is shown without anything that could act", async () => {
    const { open, api } = console();
    const customer = await make('坏内容');
    const { items } = await api<{ items: { type: { id: string } }[] }>('admin', 'GET', '/follow-ups?limit=1');
    const content =
      '<p>能看见的<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><a href="javascript:window.hacked=1">链接</a><iframe src="/"></iframe></p>';
    await api('admin', 'POST', '/follow-ups', { customerId: customer.id, type: items[0]?.type.id, content });
    const page = await open('own', `/customers/${customer.id}`);
    const body = page.getByRole('listitem').filter({ hasText: '能看见的' });
    await body.getByText('链接').click();
    const inside = await body.evaluate((node) => node.innerHTML);
    assert.doesNotMatch(inside, /<img|<script|<iframe|javascript:|onerror/i);
    assert.equal(await page.evaluate(() => 'hacked' in window), false);
    await console().leave(page);
  });

  test('"show as" shows what each dialect answers, to the byte', async () => {
    const { app, open, api } = console();
    const customer = await make('看接口的人');
    const page = await open('admin', `/customers/${customer.id}`);
    await page.getByRole('button', { name: '接口视图' }).click();
    await page.getByText('原文', { exact: true }).click();
    const native = await app.fetch(`/api/customers/${customer.id}/as/ttf`, {
      headers: { cookie: await cookieOf(page) },
    });
    const exact = await native.text();
    await page.waitForFunction(
      (text) => [...document.querySelectorAll('pre')].some((one) => one.textContent === text),
      exact,
    );
    await page.getByRole('tab', { name: 'icsoc' }).click();
    await page.getByLabel('icsoc', { exact: true }).getByText('看接口的人').waitFor();
    await api('admin', 'GET', `/customers/${customer.id}`);
    await console().leave(page);
  });

  test('two records of one person are merged after a preview, and parted again', async () => {
    const { open, api } = console();
    const twin = (phone: string, address: string): Promise<Customer> =>
      api<Customer>('admin', 'POST', '/customers', { name: '重名之人', phones: [phone], address });
    const [kept, other] = [await twin('13312340001', '旧地址'), await twin('13312340002', '新地址')];
    const page = await open('admin', `/customers/${kept.id}`);
    const found = page.getByRole('complementary', { name: '相关' });
    await found.getByText('可能重复 1').waitFor();
    await found.getByText('同名').waitFor();
    await found.getByRole('button', { name: '合并' }).click();
    const dialog = page.getByRole('dialog', { name: '把“重名之人”并入“重名之人”' });
    await dialog.getByRole('radiogroup', { name: '地址' }).getByText('新地址').click();
    await dialog.getByText('一并转入：1 个电话。').waitFor();
    assert.equal((await api<Customer>('admin', 'GET', `/customers/${other.id}`)).id, other.id);
    await dialog.getByRole('button', { name: '合并' }).click();
    await page.getByText('“重名之人”已合并进来').waitFor();
    await page.getByRole('button', { name: '修改地址：新地址' }).waitFor();
    await page.getByRole('region', { name: '客户资料' }).getByText('13312340002').waitFor();
    await found.getByText('可能重复').waitFor({ state: 'detached' });
    assert.equal((await api<Customer>('admin', 'GET', `/customers/${other.id}`)).id, kept.id);
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText('已撤销').waitFor();
    await page.getByRole('button', { name: '修改地址：旧地址' }).waitFor();
    await found.getByText('可能重复 1').waitFor();
    assert.equal((await api<Customer>('admin', 'GET', `/customers/${other.id}`)).address, '新地址');
    await console().leave(page);
  });

  test('a customer is printed whole, on white', async () => {
    const { open, api, leave } = console();
    const customer = await make('打印的人');
    const { dictionaries } = await api<{ dictionaries: { follow_up_type: { id: string }[] } }>(
      'admin',
      'GET',
      '/directory',
    );
    const type = dictionaries.follow_up_type[0]?.id;
    for (let at = 0; at < 12; at += 1) {
      const content = `第 ${at} 次跟进`;
      await api('admin', 'POST', '/follow-ups', { customerId: customer.id, type, content });
    }
    const page = await open('own', `/customers/${customer.id}`, { theme: 'dark' });
    await page.getByText('第 0 次跟进').waitFor();
    const look = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset['theme']);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await look(), 'light');
    const { all, inside } = await page.evaluate(() => ({
      all: document.documentElement.scrollHeight,
      inside: [...document.querySelectorAll('main *')].filter((one) => {
        const { overflowY } = getComputedStyle(one);
        return (overflowY === 'auto' || overflowY === 'scroll') && one.scrollHeight > one.clientHeight + 1;
      }).length,
    }));
    assert.ok(all > 1400, `${all} px`);
    assert.equal(inside, 0, 'something scrolls inside');
    assert.equal(await page.getByRole('navigation').isVisible(), false);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.locator('html[data-theme="dark"]').waitFor();
    await page.emulateMedia({ media: 'screen' });
    await leave(page);
  });

  test('the timeline shows the kinds that are chosen', async () => {
    const { open, api } = console();
    const customer = await make('有动态的人');
    const { dictionaries } = await api<{ dictionaries: { follow_up_type: { id: string }[] } }>(
      'admin',
      'GET',
      '/directory',
    );
    const type = dictionaries.follow_up_type[0]?.id;
    await api('admin', 'POST', '/follow-ups', { customerId: customer.id, type, content: '谈过报价' });
    await api('admin', 'PATCH', `/customers/${customer.id}`, { address: '改过的地址' });
    const page = await open('own', `/customers/${customer.id}`);
    const timeline = page.getByRole('region', { name: '动态' });
    await timeline.getByText('谈过报价').waitFor();
    await timeline.getByText('改过的地址').waitFor();
    await timeline.getByRole('checkbox', { name: /^跟进/ }).click();
    await timeline.getByText('改过的地址').waitFor({ state: 'detached' });
    await timeline.getByText('谈过报价').waitFor();
    await console().leave(page);
  });

  test('a customer is deleted after a word of warning, and brought back', async () => {
    const { open, api } = console();
    const customer = await make('删了又回');
    const page = await open('admin', `/customers/${customer.id}`);
    await page.getByRole('button', { name: '更多' }).click();
    await page.getByRole('menuitem', { name: '删除' }).click();
    await page.getByText('他们会从列表、搜索和所有接口中消失').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByText('“删了又回”已删除').waitFor();
    await assert.rejects(api('admin', 'GET', `/customers/${customer.id}`), /404/);
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByRole('heading', { name: '删了又回' }).waitFor();
    await api('admin', 'GET', `/customers/${customer.id}`);
    await console().leave(page);
  });

  test('a customer that was deleted before is found among the deleted ones and brought back', async () => {
    const { open, api } = console();
    const customer = await make('早就删了');
    await api('admin', 'DELETE', `/customers/${customer.id}`);
    const page = await open('admin', '/customers');
    await page.getByRole('button', { name: '全部客户' }).click();
    await page.getByRole('link', { name: '已删除的客户' }).click();
    await page.getByRole('heading', { name: '已删除的客户' }).waitFor();
    const restore = page.getByRole('button', { name: '恢复 早就删了' });
    await restore.click();
    await page.getByText('“早就删了”已恢复').waitFor();
    await restore.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '打开客户' }).click();
    await page.getByRole('heading', { name: '早就删了' }).waitFor();
    await console().leave(page);
  });
}

async function cookieOf(page: import('#testing/browser.ts').Page): Promise<string> {
  return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
}
