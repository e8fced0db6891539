import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

export function searchFlows(console: () => Console): void {
  test('Ctrl-K finds by part of a name, pinyin, initials, phone and company; Enter opens it', async () => {
    const { open, api } = console();
    await api('admin', 'POST', '/customers', { name: '欧阳锋利', phones: ['13712349876'], company: '白驼山庄' });
    const page = await open('admin', '/companies');
    await page.getByRole('heading', { name: '全部公司' }).waitFor();
    const found = [
      ['阳锋', /欧阳锋利/],
      ['ouyangfeng', /欧阳锋利/],
      ['oyfl', /欧阳锋利/],
      ['9876', /欧阳锋利/],
      ['白驼', /白驼山庄/],
    ] as const;
    for (const [text, hit] of found) {
      await page.keyboard.press('Control+k');
      const box = page.getByRole('combobox', { name: '搜索' });
      await box.fill(text);
      await page.getByRole('option', { name: hit }).first().waitFor();
      await page.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden' });
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '搜索' }).fill('欧阳锋利');
    await page.getByRole('option', { name: /欧阳锋利/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '欧阳锋利' }).waitFor();
    await console().leave(page);
  });

  test('a long company or a narrow window leaves the name of a hit to read', async () => {
    const { open, api } = console();
    await api('admin', 'POST', '/customers', {
      name: '慕容长公司',
      phones: ['13712340011'],
      company: `慕容${'很长的公司名称'.repeat(20)}`,
    });
    const page = await open('admin', '/companies');
    await page.getByRole('heading', { name: '全部公司' }).waitFor();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 720 });
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: '搜索' }).fill('慕容');
      const hit = page.getByRole('option', { name: /慕容长公司/ });
      await hit.waitFor();
      const name = hit.locator('span', { hasText: '慕容长公司' }).last();
      assert.ok((await name.evaluate((node) => node.clientWidth)) >= 56, `${width}`);
      assert.ok(await hit.evaluate((node) => node.scrollWidth <= node.clientWidth), `${width}: cut off`);
      await page.keyboard.press('Escape');
    }
    await page.setViewportSize({ width: 1280, height: 720 });
    await console().leave(page);
  });

  test('Enter that ends a composition opens nothing', async () => {
    const { open } = console();
    const page = await open('admin', '/companies');
    await page.getByRole('heading', { name: '全部公司' }).waitFor();
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: '搜索' });
    await box.fill('欧阳');
    await page.getByRole('option', { name: /欧阳锋利/ }).waitFor();
    await box.evaluate((input) => {
      input.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
      );
    });
    await page.waitForTimeout(150);
    assert.match(page.url(), /companies/);
    await console().leave(page);
  });
}
