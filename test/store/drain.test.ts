import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '#crm/access/create-client.ts';
import { onEachEngine } from '#testing/boot.ts';
import { environmentOf } from '#testing/run-huiliu.ts';
import { startHuiliu } from '#testing/start-huiliu.ts';
import { checkWritten } from './check-written.ts';
import { newOutcome, write } from './writers.ts';

onEachEngine('a server that is told to stop', (boot) => {
  test('answers the request that is under way, takes no new one, and ends with status 0', async () => {
    const { place } = await boot.store();
    await using server = await startHuiliu(environmentOf(place));
    const { hostname, port } = new URL(server.baseUrl);
    const body = '{"login":"nobody","password":"nothing-at-all"}';
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.write(
      `POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.slice(0, 10));
    await pause(200);
    const ended = server.stop();
    await pause(300);
    await assert.rejects(fetch(`${server.baseUrl}/healthz`));
    socket.write(body.slice(10));
    const answeredAt = performance.now();
    await once(socket, 'close');
    assert.match(text, /^HTTP\/1\.1 401 [\s\S]*"code":"wrong_login"/);
    assert.equal(await ended, 0);
    assert.ok(performance.now() - answeredAt < 5000);
    assert.doesNotMatch(server.stderr(), /"level":[56]0/);
  });

  test('finishes also what callers asked for that are gone, and has nothing to complain of', async () => {
    const { store, place, tenantId, adminId } = await boot.store();
    const { id, secret } = await store.write((db) =>
      createClient(db, store.secrets, tenantId, { agentId: adminId, name: '写' }),
    );
    await using server = await startHuiliu(environmentOf(place));
    const left = new AbortController();
    const outcome = newOutcome();
    const stop = new AbortController();
    const writing = write(() => server.baseUrl, { id: String(id), secret }, 300, stop.signal, 0, outcome, left.signal);
    while (outcome.written.length < 100) await pause(10);
    stop.abort();
    left.abort();
    assert.equal(await server.stop(), 0);
    await writing;
    assert.doesNotMatch(server.stderr(), /"level":[56]0/);
    await checkWritten(store, tenantId, adminId, [outcome]);
  });
});
