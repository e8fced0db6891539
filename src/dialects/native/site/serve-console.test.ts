import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { fastify } from 'fastify';
import type { DialectContext } from '../../dialect.ts';
import { serveConsole } from './serve-console.ts';

/** Serving files needs nothing of a store. */
const context = { metrics: { countRequest: () => undefined } } as unknown as DialectContext;

async function serving(folder: string) {
  const server = fastify();
  await serveConsole(server, context, folder);
  return server;
}

test('before it is built a page says how to build it, and once it is built it is served', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'site-'));
  t.after(() => rm(folder, { recursive: true }));
  await using server = await serving(join(folder, 'console'));
  const html = { accept: 'text/html,*/*' };
  const before = await server.inject({ url: '/', headers: html });
  assert.equal(before.statusCode, 503);
  assert.match(before.body, /npm run build/);
  await mkdir(join(folder, 'console/assets'), { recursive: true });
  await writeFile(join(folder, 'console/index.html'), '<!doctype html><title>汇流</title>');
  await writeFile(join(folder, 'console/assets/index-Ab12Cd34.js'), 'export const long = 1;\n'.repeat(100));
  const page = await server.inject({ url: '/customers/17?tab=calls', headers: html });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /汇流/);
  assert.equal(page.headers['cache-control'], 'no-cache');
  assert.match(String(page.headers['content-security-policy']), /script-src 'self';.*frame-ancestors 'none'/);
  const script = await server.inject({
    url: '/assets/index-Ab12Cd34.js',
    headers: { 'accept-encoding': 'gzip, br;q=0.9' },
  });
  assert.match(String(script.headers['cache-control']), /immutable/);
  assert.equal(script.headers['content-encoding'], 'br');
  assert.match(brotliDecompressSync(script.rawPayload).toString(), /export const long/);
  const again = await server.inject({ url: '/', headers: { ...html, 'if-none-match': String(page.headers.etag) } });
  assert.equal(again.statusCode, 304);
});

test('the compressed form that a build put beside a file is sent as it is', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'site-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'a.js'), 'export const a = 1;\n');
  await writeFile(join(folder, 'a.js.br'), brotliCompressSync('made by the build'));
  await using server = await serving(folder);
  const script = await server.inject({ url: '/a.js', headers: { 'accept-encoding': 'br' } });
  assert.equal(script.headers['content-encoding'], 'br');
  assert.equal(brotliDecompressSync(script.rawPayload).toString(), 'made by the build');
  assert.equal((await server.inject({ url: '/a.js' })).body, 'export const a = 1;\n');
  assert.equal((await server.inject({ url: '/a.js.br' })).statusCode, 404);
});

test('a missing file, a path out of the folder and a program get no page', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'site-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'index.html'), 'page');
  await using server = await serving(folder);
  for (const url of ['/assets/gone-12345678.js', '/../outside.txt', '/%2e%2e/outside.txt', '/favicon.png']) {
    const answer = await server.inject({ url, headers: { accept: '*/*' } });
    assert.equal(answer.statusCode, 404, url);
    assert.match(String(answer.headers['content-type']), /problem/);
  }
  const program = await server.inject({ url: '/customers', headers: { accept: 'application/json' } });
  assert.equal(program.statusCode, 404);
  assert.equal((await server.inject({ method: 'POST', url: '/' })).statusCode, 404);
});
