import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine } from '#testing/boot.ts';
import { createCli } from '../create-cli.ts';
import { announce } from './announce.ts';

onEachEngine('what serve prints', (boot) => {
  test('for machines one line of JSON; the link of a first run is null once a tenant is there', async () => {
    const [empty, filled] = [await boot.empty(), await boot.app()];
    for (const [{ app, baseUrl }, isEmpty] of [
      [empty, true],
      [filled, false],
    ] as const) {
      let printed = '';
      const cli = { ...createCli({}), out: (text: string) => void (printed += text) };
      await announce(cli, app.store, baseUrl, { json: true });
      assert.match(printed, /^[^\n]+\n$/);
      const told = JSON.parse(printed) as { baseUrl: string; setupUrl: string | null };
      assert.equal(told.baseUrl, baseUrl);
      if (!isEmpty) assert.equal(told.setupUrl, null);
      else assert.equal((await fetch(told.setupUrl!)).status, 200);
      printed = '';
      await announce(cli, app.store, baseUrl, {});
      assert.equal(printed.startsWith(`Huiliu listens on ${baseUrl}\n`), true);
      assert.equal(/\/setup\?token=[0-9a-f]{40}\n$/.test(printed), isEmpty);
    }
  });
});
