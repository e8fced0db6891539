import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAgent } from '#crm/access/create-agent.ts';
import { createRole } from '#crm/access/create-role.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import type { CallInput } from './call.ts';
import { createCall } from './create-call.ts';
import { createMessage } from './create-message.ts';
import { createTicket } from './create-ticket.ts';
import type { MessageInput } from './message.ts';
import type { KeptActivity } from './saved.ts';
import type { KeptTicket, TicketInput } from './ticket.ts';

onEachEngine('tickets, calls and messages', (boot) => {
  let at: TestStore;
  let customerId: bigint;
  let ownedByAdmin: bigint;
  const call = (input: CallInput, kept: KeptActivity = {}, who: Caller = at.admin) =>
    at.store.write((db) => createCall(db, who, input, kept));
  const message = (input: MessageInput, kept: KeptActivity = {}, who: Caller = at.admin) =>
    at.store.write((db) => createMessage(db, who, input, kept));
  const ticket = (input: TicketInput, kept: KeptTicket = {}, who: Caller = at.admin) =>
    at.store.write((db) => createTicket(db, who, input, kept));
  const lastCall = (id: bigint) => at.store.read(async (db) => (await getCustomer(db, at.admin, id)).lastCallSerial);
  const refused = (code: CrmErrorCode, field?: string) => (error: unknown) => {
    assert.ok(error instanceof CrmError, String(error));
    assert.equal(error.code, code);
    if (field !== undefined) assert.equal((error.details as { field?: string }).field, field);
    return true;
  };

  test('a store opens', async () => {
    at = await boot.store();
    const made = await at.store.write(async (db) => ({
      pooled: await createCustomer(db, at.admin, {
        name: '测试用户',
        phones: { kind: 'all', contents: ['138 0000 0001'] },
      }),
      owned: await createCustomer(db, at.admin, {
        name: '管理员的客户',
        owner: { agent: { loginNo: 'admin' }, departmentId: at.departmentId },
      }),
    }));
    customerId = made.pooled.id;
    ownedByAdmin = made.owned.id;
  });

  test('bad values are refused by field, and nothing is left behind', async () => {
    await assert.rejects(call({ serial: ' ', phone: '13800000001' }), refused('missing', 'serial'));
    await assert.rejects(call({ serial: 'x'.repeat(256), phone: '13800000001' }), refused('too_long', 'serial'));
    await assert.rejects(call({ serial: 'c0' }), refused('missing', 'phone'));
    await assert.rejects(call({ serial: 'c0', phone: '1234' }), refused('invalid', 'phone'));
    await assert.rejects(call({ serial: 'c0', phone: '12345', durationS: -1 }), refused('invalid', 'duration'));
    await assert.rejects(call({ serial: 'c0', phone: '12345', durationS: 1.5 }), refused('invalid', 'duration'));
    await assert.rejects(
      call({ serial: 'c0', phone: '12345', startedAt: Number.NaN }),
      refused('invalid', 'startedAt'),
    );
    await assert.rejects(
      call({ serial: 'c0', phone: '12345', recordingUrl: 'javascript:alert(1)' }),
      refused('invalid', 'recordingUrl'),
    );
    await assert.rejects(
      call({ serial: 'c0', phone: '12345', direction: 'sideways' as 'in' }),
      refused('invalid', 'direction'),
    );
    await assert.rejects(
      call({ serial: 'c0', phone: '12345', agent: { loginNo: 'nobody' } }),
      refused('unknown_agent', 'agent'),
    );
    await assert.rejects(call({ serial: 'c0', customerId: 999999n }), refused('not_found'));
    await assert.rejects(message({ phone: '12345' }), refused('missing', 'content'));
    await assert.rejects(message({ content: '你好' }), refused('missing', 'phone'));
    await assert.rejects(ticket({ title: '标题' }), refused('missing', 'customerId'));
    await assert.rejects(ticket({ customerId, title: ' ' }), refused('missing', 'title'));
    await assert.rejects(
      ticket({ customerId, title: '标题', urgency: { nameOrCode: '没有' } }),
      refused('unknown_option', 'urgency'),
    );
    assert.equal(await lastCall(customerId), null);
    const counted = await at.store.read((db) =>
      db.sql.selectFrom('calls').select('id').where('tenant_id', '=', at.tenantId).execute(),
    );
    assert.deepEqual(counted, []);
  });

  test('a call finds its customer by phone, and the newest call is the last one', async () => {
    const { record, outcome } = await call({
      serial: 'c1',
      phone: '+86 138-0000-0001',
      startedAt: 2000,
      durationS: 61,
    });
    assert.equal(outcome, 'created');
    assert.equal(record.customerId, customerId);
    assert.deepEqual([record.direction, record.state, record.phone], ['in', 'ended', '+86 138-0000-0001']);
    assert.equal(await lastCall(customerId), 'c1');
    await call({ serial: 'c0', phone: '13800000001', startedAt: 1000 });
    assert.equal(await lastCall(customerId), 'c1');
    await call({ serial: 'c2', customerId, startedAt: 3000 });
    assert.equal(await lastCall(customerId), 'c2');
  });

  test('the same serial changes its call, and nothing where every value stays', async () => {
    const ringing = await call({ serial: 'r1', phone: '13800000001', state: 'ringing', startedAt: 4000 });
    const ended = await call({ serial: 'r1', phone: '13800000001', state: 'ended', result: '有意向', durationS: 30 });
    assert.equal(ended.outcome, 'updated');
    assert.deepEqual(ended.record, { ...ringing.record, state: 'ended', result: '有意向', durationS: 30 });
    const again = await call({ serial: 'r1', phone: '13800000001', state: 'ended', result: '有意向', durationS: 30 });
    assert.equal(again.outcome, 'unchanged');
    const events = await at.store.read((db) =>
      db.sql
        .selectFrom('events')
        .select('kind')
        .where('tenant_id', '=', at.tenantId)
        .where('record', '=', 'call')
        .where('record_id', '=', ringing.record.id)
        .orderBy('id')
        .execute(),
    );
    assert.deepEqual(
      events.map((event) => event.kind),
      ['call.ringing', 'call.updated'],
    );
  });

  test('a call of a number that nobody has stands alone until it is given a customer, and can be given another', async () => {
    const { record } = await call({ serial: 's1', phone: '95588', startedAt: 9000 });
    assert.equal(record.customerId, null);
    await call({ serial: 's1', customerId });
    assert.equal(await lastCall(customerId), 's1');
    await call({ serial: 's1', customerId: ownedByAdmin });
    assert.deepEqual([await lastCall(customerId), await lastCall(ownedByAdmin)], ['r1', 's1']);
  });

  test('one serial sent many times at once is one call', async () => {
    const results = await Promise.all(
      Array.from({ length: 16 }, (_unused, n) => call({ serial: 'once', phone: '13800000001', durationS: n })),
    );
    assert.equal(new Set(results.map(({ record }) => record.id)).size, 1);
    assert.equal(results.filter(({ outcome }) => outcome === 'created').length, 1);
  });

  test('many calls of one customer at once leave the newest as the last one', async () => {
    const latest = Date.now() + 60_000;
    await Promise.all(
      Array.from({ length: 16 }, (_unused, n) =>
        call({ serial: `many-${n}`, customerId, startedAt: latest + ((n * 7) % 16) }),
      ),
    );
    assert.equal(await lastCall(customerId), 'many-9');
  });

  test('kept ids are kept, and a taken one is refused', async () => {
    const id = 9_007_199_254_740_993n;
    assert.equal((await call({ serial: 'k1', customerId }, { id })).record.id, id);
    await assert.rejects(call({ serial: 'k2', customerId }, { id }), refused('taken', 'id'));
    await assert.rejects(call({ serial: 'k1', customerId }, { id: 5n }), refused('taken', 'serial'));
    await assert.rejects(call({ serial: 'k3', customerId }, { id: 0n }), refused('invalid', 'id'));
    const kept = await ticket(
      { customerId, title: '测试工单', content: '<p>测试工单</p>', urgency: { nameOrCode: '紧急' } },
      { id: 123n, createdAt: 1_456_902_245_000, createdByAgentId: null },
    );
    assert.equal(kept.record.id, 123n);
    assert.equal(kept.record.createdAt, 1_456_902_245_000);
    assert.equal(kept.record.createdByAgentId, null);
    assert.equal((await message({ customerId, content: '您好', sentAt: 5000 }, { id: 77n })).record.id, 77n);
    await assert.rejects(message({ customerId, content: '您好' }, { id: 77n }), refused('taken', 'id'));
  });

  test('ids that are made pass over kept ones', async () => {
    const first = (await message({ customerId, content: '一' })).record.id;
    await message({ customerId, content: '二' }, { id: first + 1n });
    await message({ customerId, content: '三' }, { id: first + 2n });
    assert.equal((await message({ customerId, content: '四' })).record.id, first + 3n);
  });

  test('a ticket starts in the first state, is closed and opened again, and every change is written down', async () => {
    const made = await ticket({ serial: 't1', customerId, title: '测试工单' });
    assert.equal(made.record.stateId, 1n);
    assert.equal(made.record.closedAt, null);
    const closed = await ticket({ serial: 't1', state: { nameOrCode: '已关闭' }, handler: { loginNo: 'OWN' } });
    assert.ok(closed.record.closedAt !== null);
    const opened = await ticket({ serial: 't1', state: { nameOrCode: '处理中' } });
    assert.equal(opened.record.closedAt, null);
    const changes = await at.store.read((db) =>
      db.sql
        .selectFrom('changes')
        .select(['field', 'label', 'old_text', 'new_text'])
        .where('tenant_id', '=', at.tenantId)
        .where('record', '=', 'ticket')
        .where('record_id', '=', made.record.id)
        .orderBy('id')
        .execute(),
    );
    assert.deepEqual(changes, [
      { field: 'handler', label: '处理人', old_text: '', new_text: 'own' },
      { field: 'state', label: '工单状态', old_text: '正常工单', new_text: '已关闭' },
      { field: 'state', label: '工单状态', old_text: '已关闭', new_text: '处理中' },
    ]);
    await assert.rejects(ticket({ serial: 't1', customerId: ownedByAdmin }), refused('invalid', 'customerId'));
  });

  test('what belongs to a customer out of reach is not there, and phones are masked', async () => {
    const own = await at.callerOf('own');
    await assert.rejects(call({ serial: 'o1', customerId: ownedByAdmin }, {}, own), refused('not_found'));
    await assert.rejects(ticket({ customerId: ownedByAdmin, title: '标题' }, {}, own), refused('not_found'));
    await call({ serial: 'o2', customerId: ownedByAdmin, phone: '13900000001' });
    await assert.rejects(call({ serial: 'o2', result: '改' }, {}, own), refused('not_found'));
    const shown = await call({ serial: 'o3', phone: '13800000001' }, {}, own);
    assert.equal(shown.record.phone, '138****0001');
    const echoed = await call({ serial: 'o3', phone: '138****0001' }, {}, own);
    assert.equal(echoed.outcome, 'unchanged');
    await assert.rejects(call({ serial: 'o3', phone: '139****0001' }, {}, own), refused('invalid', 'phone'));
  });

  test('a role without customer.edit writes nothing', async () => {
    await at.store.write(async (db) => {
      const roleId = await createRole(db, at.tenantId, { name: '只读', scope: 'all', permissions: [] });
      const { departmentId } = at;
      await createAgent(db, at.tenantId, { loginNo: 'reader', name: '只读', passwordHash: '', roleId, departmentId });
    });
    const reader = await at.callerOf('reader');
    await assert.rejects(call({ serial: 'z', phone: '12345' }, {}, reader), refused('forbidden'));
    await assert.rejects(message({ phone: '12345', content: '字' }, {}, reader), refused('forbidden'));
    await assert.rejects(ticket({ customerId, title: '字' }, {}, reader), refused('forbidden'));
  });
});
