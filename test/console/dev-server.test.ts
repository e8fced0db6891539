import assert from 'node:assert/strict';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { createServer as createVite } from 'vite';

const root = join(import.meta.dirname, '../../console');

test('`npm run dev` serves the modules of the console, and passes calls on to the server', async (t) => {
  const server = createServer(({ url }, response) => response.end(`the server answers ${url}`));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  process.env['HUILIU_DEV_SERVER'] = addressOf(server);
  const vite = await createVite({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    server: { port: 0, watch: null },
    // Packages aren't asked for, and take seconds to bundle.
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  t.after(() => vite.close());
  await vite.listen();
  const base = addressOf(vite.httpServer as Server);
  for (const module of globSync('{main.tsx,api/*.ts}', { cwd: root })) {
    const response = await fetch(`${base}/${module}`);
    assert.equal(response.status, 200, module);
    assert.match(response.headers.get('content-type') ?? '', /javascript/, module);
    assert.match(await response.text(), /import|export/, module);
  }
  for (const path of ['/api/session', '/api/customers?q=a.ts', '/docs/', '/osp2016/gdgs/external/assets_list.php']) {
    assert.equal(await (await fetch(base + path)).text(), `the server answers ${path}`);
  }
});

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
