import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { openCaller } from '../icsoc/icsoc-caller.ts';
import { type Agent, type Answered, signIn } from './agent.ts';

interface Shown {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly address: string | null;
  readonly grade: { readonly id: string } | null;
  readonly phones: { readonly content: string }[];
  readonly labels: { readonly name: string }[];
  readonly followUpCount: number;
  readonly opportunityCount: number;
  readonly won: boolean;
  readonly lastCallSerial: string | null;
}

interface Owned {
  readonly owner: {
    readonly agent: { readonly loginNo: string } | null;
    readonly department: { readonly name: string } | null;
  };
  readonly custom: Readonly<Record<string, unknown>>;
}
interface Preview {
  readonly customer: Shown;
  readonly fields: readonly {
    readonly field: string;
    readonly label: string;
    readonly keptText: string;
    readonly otherText: string;
    readonly taken: boolean;
  }[];
  readonly moves: Readonly<Record<string, number>>;
}

onEachEngine('native: duplicates and merging', (boot) => {
  let at: TestApp;
  let admin: Agent;
  let own: Agent;
  let kept: Shown;
  let other: Shown;
  let mergeId: string;
  const body = <T>(answer: Answered, status = 200): T => {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body as T;
  };
  const make = async (more: object): Promise<Shown> =>
    body<Shown>(await admin.send('POST', '/api/customers', more), 201);
  const get = async (id: string): Promise<Shown> => body<Shown>(await admin.get(`/api/customers/${id}`));

  test('boots with two records of one person', async () => {
    at = await boot.app();
    [admin, own] = [await signIn(at, 'admin'), await signIn(at, 'own')];
    kept = await make({ name: '王小明', phones: ['13800000001'], labels: ['甲'] });
    other = await make({
      name: '王晓明',
      phones: ['13900000002'],
      labels: ['乙'],
      address: '南京路',
      grade: '3',
      stars: 5,
    });
    await make({ name: '李四', phones: ['010-6666-7777'] });
    const of = { customerId: other.id };
    body(await admin.send('POST', '/api/follow-ups', { ...of, type: '37', content: '谈' }), 201);
    body(await admin.send('POST', '/api/opportunities', { ...of, name: '单', stage: { code: '25' } }), 201);
    body(await admin.send('POST', '/api/calls', { serial: 'k-1', phone: '13900000002', state: 'ended' }), 201);
    kept = await get(kept.id);
    other = await get(other.id);
  });

  test('likely duplicates are found by name, pinyin and the ends of phones', async () => {
    await make({ name: '王小名', phones: ['12345678901'] });
    await make({ name: '无关', phones: ['86660000001'] });
    type Found = { items: { customer: Shown; reasons: string[]; score: number }[] };
    const { items } = body<Found>(await admin.get(`/api/customers/${kept.id}/duplicates`));
    assert.ok(items.some((one) => one.customer.id === other.id && one.reasons.includes('same_pinyin')));
    assert.ok(!items.some((one) => one.customer.name === '李四'));
    assert.equal((await own.get('/api/customers/999/duplicates')).status, 404);
  });

  test('the preview tells what would be, and writes nothing', async () => {
    const path = `/api/customers/${kept.id}/merge-preview`;
    const preview = body<Preview>(await admin.send('POST', path, { otherId: other.id, take: ['name'] }));
    assert.deepEqual(
      [preview.customer.name, preview.customer.address, preview.customer.phones.length],
      ['王晓明', '南京路', 2],
    );
    assert.deepEqual([preview.moves['followUps'], preview.moves['opportunities'], preview.moves['calls']], [1, 1, 1]);
    assert.deepEqual(
      preview.fields
        .filter((one) => one.taken)
        .map((one) => one.field)
        .toSorted(),
      ['address', 'grade', 'name', 'stars'],
    );
    const united = preview.fields.filter(({ field }) => ['phones', 'labels'].includes(field));
    assert.deepEqual(united, [], 'of both, so that there is nothing to choose');
    assert.deepEqual(await get(kept.id), kept);
    assert.deepEqual(await get(other.id), other);
    assert.equal((await admin.send('POST', path, { otherId: kept.id })).status, 422);
    assert.equal((await own.send('POST', path, { otherId: other.id })).status, 403);
  });

  test('merged, the one has phones, labels, records and gaps filled; the old id answers in every dialect and is written through', async () => {
    const path = `/api/customers/${kept.id}/merge`;
    assert.equal((await admin.send('POST', path, { otherId: other.id, version: 99 })).status, 412);
    const merged = body<{ mergeId: string; customer: Shown }>(await admin.send('POST', path, { otherId: other.id }));
    ({ mergeId } = merged);
    const { customer } = merged;
    assert.deepEqual([customer.name, customer.address, customer.grade?.id], ['王小明', '南京路', '3']);
    assert.deepEqual(
      customer.phones.map((one) => one.content),
      ['13800000001', '13900000002'],
    );
    assert.deepEqual(
      customer.labels.map((one) => one.name),
      ['甲', '乙'],
    );
    assert.deepEqual(
      [customer.followUpCount, customer.opportunityCount, customer.won, customer.lastCallSerial],
      [1, 1, true, 'k-1'],
    );
    assert.equal((await get(other.id)).id, kept.id);
    for (const dialect of ['ttf', 'icsoc', 'bangwo8', 'native']) {
      const [old, present] = [
        await admin.get(`/api/customers/${other.id}/as/${dialect}`),
        await admin.get(`/api/customers/${kept.id}/as/${dialect}`),
      ];
      assert.deepEqual(old.body, present.body, dialect);
    }
    const direct = await at.fetch(`/open_api/customers/get_customer?${at.sign()}&type=id&content=${other.id}`);
    assert.equal(((await direct.json()) as { customer: { id: number } }).customer.id, Number(kept.id));
    assert.equal(body<Shown>(await admin.send('PATCH', `/api/customers/${other.id}`, { stars: 2 })).id, kept.id);
    body(await admin.send('POST', '/api/opportunities', { customerId: other.id, name: '新单' }), 201);
    assert.equal((await get(kept.id)).opportunityCount, 2);
    assert.equal((await admin.send('POST', `/api/customers/${other.id}/restore`)).status, 404);
    assert.equal(body<{ total: number }>(await admin.get('/api/customers/deleted')).total, 0);
    assert.equal(body<{ total: number }>(await admin.get('/api/customers?q=13900000002')).total, 1);
  });

  test('the id that went away is a client of icsoc, and lists of its records show those of the one it went into', async () => {
    const icsoc = await openCaller(at);
    const [gone, stays] = [await icsoc.get(`/client/${other.id}`), await icsoc.get(`/client/${kept.id}`)];
    assert.deepEqual([gone.status, gone.text], [200, stays.text]);
    const written = await icsoc.put(`/client/${other.id}`, { cle_name: '王小明明' });
    assert.deepEqual([written.status, (written.body.data as { id: string }).id], [200, kept.id]);
    assert.equal((await icsoc.put(`/client/${other.id}`, { cle_name: '王小明' })).status, 200);
    for (const list of ['/followupRecord/followupRecords', '/opportunity/opportunities', '/client/clients']) {
      const [byOld, byPresent] = [
        await icsoc.get(list, { cle_id: other.id }),
        await icsoc.get(list, { cle_id: kept.id }),
      ];
      const [old, present] = [byOld.body.data, byPresent.body.data] as { total: number; rows: unknown[] }[];
      assert.deepEqual([old!.total, old!.rows], [present!.total, present!.rows], list);
      assert.notEqual(old!.total, 0, list);
    }
    for (const list of ['follow-ups', 'opportunities', 'calls']) {
      const [byOld, byPresent] = [
        await admin.get(`/api/${list}?customer=${other.id}`),
        await admin.get(`/api/${list}?customer=${kept.id}`),
      ];
      assert.deepEqual(byOld.body, byPresent.body, list);
      assert.notEqual(body<{ total: number }>(byOld).total, 0, list);
    }
  });

  test('undone, both live with what was theirs; what came later stays with the kept one', async () => {
    type Undone = { customer: Shown; other: Shown };
    const undone = body<Undone>(await admin.send('POST', `/api/merges/${mergeId}/undo`));
    assert.deepEqual([undone.customer.address, undone.customer.grade], [null, null]);
    assert.deepEqual(
      undone.customer.phones.map((one) => one.content),
      ['13800000001'],
    );
    assert.deepEqual(
      undone.customer.labels.map((one) => one.name),
      ['甲'],
    );
    assert.deepEqual(
      [undone.customer.followUpCount, undone.customer.opportunityCount, undone.customer.won],
      [0, 1, false],
    );
    assert.deepEqual(
      undone.other.phones.map((one) => one.content),
      ['13900000002'],
    );
    assert.deepEqual([undone.other.followUpCount, undone.other.opportunityCount, undone.other.won], [1, 1, true]);
    assert.equal((await get(other.id)).id, other.id);
    assert.equal((await admin.send('POST', `/api/merges/${mergeId}/undo`)).status, 422);
    const { items } = body<{ items: { undone: boolean }[] }>(await admin.get(`/api/customers/${kept.id}/merges`));
    assert.deepEqual(
      items.map((one) => one.undone),
      [true],
    );
  });

  test('the preview tells what there is to choose: custom fields too, owner with department as one, nothing that would be lost', async () => {
    const field = async (more: object): Promise<{ id: string; key: string }> =>
      body(await admin.send('POST', '/api/admin/fields', { record: 'customer', ...more }), 201);
    const level = await field({ kind: 'input', label: '会员号' });
    const choice = await field({ kind: 'select', label: '渠道', options: [{ label: '官网' }, { label: '门店' }] });
    const { id: departmentId } = body<{ id: string }>(
      await admin.send('POST', '/api/admin/departments', { name: '二部' }),
      201,
    );
    const a = await make({
      name: '留下的',
      phones: ['13600000011'],
      address: '只有这里有',
      owner: { agent: { loginNo: 'own' } },
      custom: { [level.key]: 'A-1' },
    });
    const b = await make({
      name: '并走的',
      phones: ['13600000012'],
      owner: { department: departmentId },
      custom: { [level.key]: 'B-2', [choice.key]: { label: '门店' } },
    });
    await admin.send('PATCH', `/api/admin/fields/${level.id}`, { label: '会员编号' });
    const preview = body<Preview>(
      await admin.send('POST', `/api/customers/${a.id}/merge-preview`, { otherId: b.id, take: ['owner'] }),
    );
    assert.deepEqual(
      preview.fields.map(({ field: name, label, keptText, otherText, taken }) => [
        name,
        label,
        keptText,
        otherText,
        taken,
      ]),
      [
        ['name', '姓名', '留下的', '并走的', false],
        ['owner', '归属工号', 'own', '二部', true],
        [`field:${level.id}`, '会员编号', 'A-1', 'B-2', false],
        [`field:${choice.id}`, '渠道', '', '门店', true],
      ],
    );
    const merged = body<{ mergeId: string; customer: Shown & Owned }>(
      await admin.send('POST', `/api/customers/${a.id}/merge`, { otherId: b.id, take: ['owner', `field:${level.id}`] }),
    );
    assert.deepEqual(
      [merged.customer.owner.agent, merged.customer.owner.department?.name, merged.customer.custom[level.key]],
      [null, '二部', 'B-2'],
    );
    const undone = body<{ customer: Shown & Owned }>(await admin.send('POST', `/api/merges/${merged.mergeId}/undo`));
    assert.deepEqual([undone.customer.owner.agent?.loginNo, undone.customer.custom[level.key]], ['own', 'A-1']);
  });

  test("taking only the other's department is undone as well", async () => {
    const ids = await Promise.all(
      ['三部', '四部'].map(async (name) =>
        body<{ id: string }>(await admin.send('POST', '/api/admin/departments', { name }), 201),
      ),
    );
    const [a, b] = [
      await make({ name: '同一人', owner: { department: ids[0]!.id } }),
      await make({ name: '同一人', owner: { department: ids[1]!.id } }),
    ];
    const { mergeId: id, customer } = body<{ mergeId: string; customer: Shown & Owned }>(
      await admin.send('POST', `/api/customers/${a.id}/merge`, { otherId: b.id, take: ['owner'] }),
    );
    assert.equal(customer.owner.department?.name, '四部');
    const undone = body<{ customer: Shown & Owned }>(await admin.send('POST', `/api/merges/${id}/undo`));
    assert.equal(undone.customer.owner.department?.name, '三部');
  });

  test('undone, it is as it was, whatever was disabled or became required since', async () => {
    const type = body<{ id: string }>(
      await admin.send('POST', '/api/admin/dictionaries/customer_type', { name: '老会员' }),
      201,
    );
    const agent = { loginNo: 'left', name: '钱七', roleId: '1', departmentId: String(at.departmentId) };
    const { agent: left } = body<{ agent: { id: string } }>(await admin.send('POST', '/api/admin/agents', agent), 201);
    const define = async (field: object) =>
      body<{ id: string; key: string; options: { id: string; label: string }[] }>(
        await admin.send('POST', '/api/admin/fields', { record: 'customer', ...field }),
        201,
      );
    const level = await define({ kind: 'select', label: '旧级别', options: [{ label: '高' }, { label: '低' }] });
    const note = await define({ kind: 'input', label: '旧备注' });
    const first = await make({
      name: '周八',
      phones: ['13800000081'],
      type: type.id,
      owner: { agent: { loginNo: 'left' } },
      company: '旧公司',
      custom: { [level.key]: { label: '高' } },
    });
    const second = await make({
      name: '周巴',
      phones: ['13800000082'],
      type: '1',
      owner: { agent: { loginNo: 'own' } },
      company: '新公司',
      custom: { [level.key]: { label: '低' }, [note.key]: '有' },
    });
    const { company } = (await get(first.id)) as unknown as { company: { id: string } };
    const take = ['type', 'owner', 'company', `field:${level.id}`];
    const merged = body<{ mergeId: string }>(
      await admin.send('POST', `/api/customers/${first.id}/merge`, { otherId: second.id, take }),
    );
    body(await admin.send('PATCH', `/api/admin/dictionaries/customer_type/${type.id}`, { enabled: false }));
    body(await admin.send('PATCH', `/api/admin/agents/${left.id}`, { state: 'disabled' }));
    body(await admin.send('DELETE', `/api/companies/${company.id}`), 204);
    const options = level.options.map(({ id, label }) => ({ id, label, enabled: label === '低' }));
    body(await admin.send('PATCH', `/api/admin/fields/${level.id}`, { options }));
    body(await admin.send('PATCH', `/api/admin/fields/${note.id}`, { required: true }));

    body(await admin.send('POST', `/api/merges/${merged.mergeId}/undo`, {}));
    const told = (one: Shown) => {
      const { name, phones, type, owner, company, custom } = one as unknown as Record<string, unknown>;
      return { name, phones, type, owner, company, custom };
    };
    assert.deepEqual(told(await get(first.id)), told(first));
    assert.deepEqual(told(await get(second.id)).custom, told(second).custom);
    body(await admin.send('PATCH', `/api/admin/fields/${note.id}`, { required: false }));
  });

  test('two merges of the same customers at once: one happens', async () => {
    const [a, b] = [
      await make({ name: '并一', phones: ['13600000001'] }),
      await make({ name: '并二', phones: ['13600000002'] }),
    ];
    const answers = await Promise.all([
      admin.send('POST', `/api/customers/${a.id}/merge`, { otherId: b.id }),
      admin.send('POST', `/api/customers/${b.id}/merge`, { otherId: a.id }),
    ]);
    assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [200, 422]);
    assert.equal((await get(a.id)).id, (await get(b.id)).id);
  });
});
