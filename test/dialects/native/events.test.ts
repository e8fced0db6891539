import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { after, test } from 'node:test';
import { WebSocket } from 'ws';
import { enqueueJob } from '#jobs/enqueue-job.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Agent, signIn } from './agent.ts';

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly kind?: string;
  readonly recordId?: string;
  readonly customerId?: string | null;
  readonly lastEventId?: string;
  readonly detail?: { readonly fields?: string[]; readonly state?: string };
  readonly pop?: {
    readonly call: { readonly phone: string; readonly serial: string };
    readonly customers: { readonly customer: { readonly id: string }; readonly contacts: readonly unknown[] }[];
  };
}

interface Listener {
  readonly socket: WebSocket;
  readonly frames: Frame[];
  /** Waits for a frame that fits, also one that came before. */
  until(fits: (frame: Frame) => boolean): Promise<Frame>;
}

onEachEngine('native: events', (boot) => {
  let at: TestApp;
  let admin: Agent;
  let own: Agent;
  const sockets: WebSocket[] = [];
  after(() => sockets.forEach((socket) => socket.terminate()));

  async function listen(agent: Agent, query = '', headers: Record<string, string> = {}): Promise<Listener> {
    const socket = new WebSocket(`${at.baseUrl.replace('http', 'ws')}/api/events${query}`, {
      headers: { ...agent.headers, ...headers },
    });
    sockets.push(socket);
    const frames: Frame[] = [];
    socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as Frame));
    await once(socket, 'open');
    const until = async (fits: (frame: Frame) => boolean): Promise<Frame> => {
      for (let waited = 0; waited < 5000; waited += 5) {
        const found = frames.find(fits);
        if (found !== undefined) return found;
        await delay(5);
      }
      throw new Error(`no such frame among ${JSON.stringify(frames)}`);
    };
    await until(({ type }) => type === 'hello');
    return { socket, frames, until };
  }

  async function make(body: object): Promise<{ id: string }> {
    return (await admin.send('POST', '/api/customers', body)).body as { id: string };
  }

  const refusal = async (headers: Record<string, string>, query = ''): Promise<number> => {
    const socket = new WebSocket(`${at.baseUrl.replace('http', 'ws')}/api/events${query}`, { headers });
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    socket.terminate();
    return response.statusCode;
  };

  test('boots', async () => {
    at = await boot.app();
    admin = await signIn(at, 'admin');
    own = await signIn(at, 'own');
  });

  test("nobody listens without credentials, from another site's page, or from nonsense on", async () => {
    assert.equal(await refusal({}), 401);
    assert.equal(await refusal({ ...admin.headers, origin: 'https://evil.example' }), 403);
    assert.equal(await refusal({ ...admin.headers }, '?after=x'), 400);
    assert.equal(await refusal({ ...own.headers }, `?seeAs=${at.adminId}`), 403);
  });

  test('an agent hears of its own customers and of nothing else', async () => {
    const [hears, all] = [await listen(own), await listen(admin)];
    const hidden = await make({ name: '秘密', owner: { agent: { loginNo: 'tree' } } });
    const mine = await make({ name: '我的', owner: { agent: { loginNo: 'own' } } });
    await admin.send('PATCH', `/api/customers/${hidden.id}`, { stars: 1 });
    await admin.send('POST', '/api/follow-ups', { customerId: hidden.id, type: '37', content: '密谈' });
    await admin.send('PATCH', `/api/customers/${mine.id}`, { stars: 2 });
    const updated = await hears.until(({ kind, recordId }) => kind === 'customer.updated' && recordId === mine.id);
    assert.deepEqual(updated.detail?.fields, ['stars']);
    await all.until(({ kind, customerId }) => kind === 'follow_up.created' && customerId === hidden.id);
    assert.ok(!hears.frames.some(({ customerId }) => customerId === hidden.id));
  });

  test('who may follow a job hears when it is queued, runs and ends; others hear nothing of it', async () => {
    const [starter, all, other] = [await listen(own), await listen(admin), await listen(await signIn(at, 'tree'))];
    const form = new FormData();
    form.append('record', 'customers');
    form.append('file', new Blob(['name\n经任务来的\n']), 'a.csv');
    const uploaded = await at.fetch('/api/imports', { method: 'POST', headers: own.headers, body: form });
    const file = (await uploaded.json()) as { id: string };
    const { id } = (await own.send('POST', `/api/imports/${file.id}/run`, {})).body as { id: string };
    const states = (listener: Listener) =>
      listener.frames
        .filter(({ kind, recordId }) => kind === 'job.updated' && recordId === id)
        .map(({ detail }) => detail?.state);
    for (const listener of [starter, all]) {
      await listener.until(({ recordId, detail }) => recordId === id && detail?.state === 'done');
      assert.deepEqual(states(listener), ['queued', 'running', 'done']);
    }
    const later = await make({ name: '之后', owner: { agent: { loginNo: 'tree' } } });
    await other.until(({ recordId }) => recordId === later.id);
    assert.ok(!other.frames.some(({ kind }) => kind?.startsWith('job.')));
    assert.ok(!starter.frames.some(({ recordId }) => recordId === file.id), 'the uploaded file is no job');
  });

  test('a job that is cancelled is told as such', async () => {
    const starter = await listen(own);
    const who = await at.callerOf('own');
    const id = await at.store.write((db) => enqueueJob(db, who, { kind: 'kept-waiting', input: '{}' }));
    await own.send('POST', `/api/jobs/${id}/cancel`);
    await starter.until(({ recordId, detail }) => recordId === String(id) && detail?.state === 'cancelled');
  });

  test('a listener that comes back with the last id misses nothing', async () => {
    const first = await listen(own);
    const seen = await make({ name: '看见', owner: { agent: { loginNo: 'own' } } });
    const { id } = await first.until(({ recordId, kind }) => kind === 'customer.created' && recordId === seen.id);
    first.socket.close();
    const missed = await make({ name: '错过', owner: { agent: { loginNo: 'own' } } });
    const second = await listen(own, `?after=${id}`);
    await second.until(({ recordId, kind }) => kind === 'customer.created' && recordId === missed.id);
    const lost = await listen(own, '?after=999999999999');
    await lost.until(({ type }) => type === 'resync');
  });

  test('a ringing call pops up at its agent with its customer; a second write rings no more', async () => {
    const [agent, other] = [await listen(own), await listen(admin)];
    const customer = await make({ name: '来电', phones: ['13800000001'], owner: { agent: { loginNo: 'own' } } });
    const call = { serial: 'r-1', phone: '13800000001', direction: 'in', agentLoginNo: 'own', state: 'ringing' };
    await admin.send('POST', '/api/calls', call);
    const { pop } = await agent.until(({ type }) => type === 'call');
    assert.equal(pop?.customers[0]?.customer.id, customer.id);
    assert.equal(pop?.call.phone, '138****0001');
    assert.deepEqual(pop?.customers[0]?.contacts, [], 'the call that rings is no contact yet');
    await admin.send('POST', '/api/calls', { ...call, state: 'answered' });
    await agent.until(({ kind }) => kind === 'call.updated');
    assert.equal(agent.frames.filter(({ type }) => type === 'call').length, 1);
    assert.ok(!other.frames.some(({ type }) => type === 'call'));
  });

  test('a call from a stranger, or of a customer out of reach, pops up with nobody', async () => {
    const agent = await listen(own);
    await make({ name: '别人的', phones: ['13700000007'], owner: { agent: { loginNo: 'tree' } } });
    for (const phone of ['13600000006', '13700000007']) {
      const call = { serial: `s-${phone}`, phone, direction: 'in', agentLoginNo: 'own', state: 'ringing' };
      await admin.send('POST', '/api/calls', call);
      const { pop } = await agent.until(
        ({ type, pop: one }) => type === 'call' && one!.call.phone.endsWith(phone.slice(-4)),
      );
      assert.deepEqual(pop?.customers, []);
    }
    assert.ok(!JSON.stringify(agent.frames).includes('别人的'));
  });

  test('a number without its area code, or with a 0 before it, brings those in reach whose it may be', async () => {
    const agent = await listen(own);
    const mine = { owner: { agent: { loginNo: 'own' } } };
    const first = await make({ name: '杭州总机', phones: ['0571-88886666'], ...mine });
    const second = await make({ name: '北京总机', phones: ['010-88886666'], ...mine });
    await make({ name: '同尾号的别人', phones: ['021-88886666'], owner: { agent: { loginNo: 'tree' } } });
    await make({ name: '只差一位', phones: ['0571-88886667', '13988886666'], ...mine });
    const mobile = await make({ name: '外地手机', phones: ['13511112222'], ...mine });
    for (const [phone, ids] of [
      ['88886666', [first.id, second.id]],
      ['013511112222', [mobile.id]],
      ['12345', []],
    ] as const) {
      const serial = `t-${phone}`;
      await admin.send('POST', '/api/calls', {
        serial,
        phone,
        direction: 'in',
        agentLoginNo: 'own',
        state: 'ringing',
      });
      const { pop } = await agent.until(({ type, pop: one }) => type === 'call' && one!.call.serial === serial);
      assert.deepEqual(
        pop?.customers.map(({ customer }) => customer.id),
        ids,
        phone,
      );
    }
    assert.ok(!JSON.stringify(agent.frames).includes('同尾号的别人'));
  });

  test('signing out closes the socket, and pings are answered', async () => {
    const session = await signIn(at, 'own');
    const listener = await listen(session);
    listener.socket.send('{"type":"ping"}');
    listener.socket.send('not json');
    await listener.until(({ type }) => type === 'pong');
    const closed = once(listener.socket, 'close') as Promise<[number]>;
    await session.send('DELETE', '/api/session');
    assert.equal((await closed)[0], 4401);
  });

  test('a new field or agent is told to every console', async () => {
    const listener = await listen(own);
    const before = listener.frames.length;
    await at.store.write((db) => db.configChanged(at.tenantId));
    await listener.until((frame) => frame.type === 'directory' && listener.frames.indexOf(frame) >= before);
  });
});
