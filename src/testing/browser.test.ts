import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Browser, launchBrowser } from './browser.ts';

let browser: Browser;
after(() => browser.close());

test('a real browser starts and shows Chinese with a font of its own', async () => {
  browser = await launchBrowser();
  const page = await browser.newPage();
  await page.setContent('<span id="a">汇</span><span id="b">流</span><span id="c">\u{10ffff}</span>');
  const pictures = await Promise.all(['a', 'b', 'c'].map((id) => page.locator(`#${id}`).screenshot()));
  // Characters without a glyph all look alike.
  assert.ok(!pictures[0]!.equals(pictures[1]!));
  assert.ok(!pictures[0]!.equals(pictures[2]!));
});
