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
