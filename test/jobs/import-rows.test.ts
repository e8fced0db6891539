import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import iconv from 'iconv-lite';
import { createAgent } from '#crm/access/create-agent.ts';
import { createRole } from '#crm/access/create-role.ts';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { findCustomers } from '#crm/customers/find-customers.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createField } from '#crm/fields/create-field.ts';
import { xlsxBytes } from '#jobs/files/write-xlsx.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { importText } from './import-text.ts';

onEachEngine('import of rows', (boot) => {
  let at: TestStore;
  before(async () => {
    at = await boot.store();
    await at.store.write((db) =>
      createField(db, at.tenantId, {
        record: 'customer',
        kind: 'select',
        key: 'level',
        label: '等级',
        options: [{ label: 'A' }, { label: 'B' }],
      }),
    );
  });

  const run = (
    ...[name, content, wanted]: Parameters<typeof importText> extends [infer _S, infer _C, ...infer R] ? R : never
  ) => importText(at.store, at.admin, name, content, wanted);

  test('names the column at fault as the file has it, also where a rule calls it otherwise', async () => {
    const firm = await run('customers', `name,company\n甲,${'长'.repeat(256)}\n`);
    assert.deepEqual(firm.faults, ['2 company longer than 255 characters']);
    const customer = await at.store.write((db) => createCustomer(db, at.admin, { name: '丙' }));
    const opportunity = await run(
      'follow-ups',
      `customerId,type,content,opportunityId\n${customer.id},电话跟进,x,77\n`,
    );
    assert.deepEqual(opportunity.faults, ['2 opportunityId not an opportunity of this customer']);
  });

  test('refuses each malformed row alone, with its number, field and reason', async () => {
    const header = 'name,phones,type,stars,createdAt,ownerLoginNo,departmentId,createdBy,id,originalId,field:level\n';
    const rows = [
      ',,,,,,,,,,',
      '甲,12,,,,,,,,,',
      '乙,13800100001,没有的类型,,,,,,,,',
      '丙,13800100002,,9,,,,,,,',
      '丁,13800100003,,x,,,,,,,',
      '戊,13800100004,,,昨天,,,,,,',
      '己,13800100005,,,,own,,,,,',
      '庚,13800100006,,,,nobody,1,,,,',
      '辛,13800100007,,,,,,nobody,,,',
      '壬,13800100008,,,,,,,0,,',
      '癸,13800100009,,,,,,,9223372036854775808,,',
      '子,13800100010,,,,,,,,1.5,',
      '丑,13800100011,,,,,,,,,C',
      `${'长'.repeat(256)},13800100012,,,,,,,,,`,
      '寅,13800100013,,,,,,,,,A',
      '卯,13800100013,,,,,,,,,',
      '辰,138****0013,,,,,,,,,',
      '巳\0,13800100014,,,,,,,,,',
    ];
    const { tally, faults } = await run('customers', header + rows.join('\n'), { keepIds: true });
    assert.deepEqual(faults, [
      '2 name must be given',
      '3 phones is not a phone of 5 to 20 digits',
      '4 type 没有的类型 is not in the dictionary',
      '5 stars not a whole number from 0 to 5',
      '6 stars not a whole number',
      '7 createdAt not a time',
      '8 departmentId needed beside the agent own',
      '9 ownerLoginNo no agent nobody',
      '10 createdBy no agent nobody',
      '11 id not a positive 64-bit integer',
      '12 id not a positive 64-bit integer',
      '13 originalId not a positive 64-bit integer',
      '14 field:level unknown option',
      '15 name longer than 255 characters',
      '17 phones 13800100013 belongs to another customer',
      '18 phones is masked',
      '19 name holds a NUL character',
    ]);
    assert.deepEqual(tally, { rows: 18, new: 1, updated: 0, duplicate: 0, error: 17 });
  });

  test('refuses lines and keys that cannot be read, and goes on', async () => {
    const lines = [
      '{"name":"一","phones":["13800200001"]}',
      '[1]',
      '{"name"',
      '{"nmae":"二"}',
      '{"name":true}',
      '{"constructor":1}',
      '{"__proto__":"x"}',
      '{"name":"三"}',
    ];
    const { tally, faults } = await run('customers', lines.join('\n'), { format: 'ndjson' });
    assert.deepEqual(faults, [
      '2 - is no JSON object',
      '3 - is no JSON',
      '4 nmae no such column',
      '5 name not a text',
      '6 constructor no such column',
      '7 __proto__ no such column',
    ]);
    assert.equal(tally.new, 2);
  });

  test('refuses a file whose columns say nothing, before it writes anything', async () => {
    const present = await at.store.read((db) => countCustomers(db, at.admin, {}));
    await assert.rejects(run('customers', 'name,nonsense\na,b\n'), /nothing is known of the column nonsense/);
    await assert.rejects(run('companies', 'province\n上海\n'), /no column fills name/);
    await assert.rejects(run('customers', '"name\na'), /ends inside a quoted cell/);
    assert.equal(await at.store.read((db) => countCustomers(db, at.admin, {})), present);
  });

  test('reads csv in UTF-8 and GBK, xlsx and ndjson alike', async () => {
    const names = ['name', 'phones', 'labels', 'company', 'source', 'field:level', 'stars'];
    const cells = (digit: number) => [
      '=王芳',
      `1380030000${digit}, 1380030001${digit}`,
      '标签甲，标签乙',
      '上海一号公司',
      '京东',
      'B',
      '4',
    ];
    const csv = (row: string[]) => `${names.join()}\n${row.map((cell) => `"${cell.replace(/^=/, "'=")}"`).join()}\n`;
    await run('customers', csv(cells(1)));
    await run('customers', iconv.encode(csv(cells(2)), 'gbk'));
    const chunks: Buffer[] = [];
    for await (const chunk of xlsxBytes(names, [cells(3)])) chunks.push(chunk);
    await run('customers', Buffer.concat(chunks), { format: 'xlsx' });
    const [name, , , company, source, level] = cells(4);
    const object = {
      name,
      phones: ['13800300004', 13_800_300_014],
      labels: ['标签甲', '标签乙'],
      company,
      source,
      'field:level': level,
      stars: 4,
    };
    await run('customers', JSON.stringify(object), { format: 'ndjson' });
    for (const digit of [1, 2, 3, 4]) {
      const [one] = await at.store.read((db) =>
        findCustomers(db, at.admin, { by: 'phone', phone: `1380030001${digit}` }, 2),
      );
      assert.equal(one?.name, '=王芳');
      assert.deepEqual(
        one.phones.map(({ content }) => content),
        [`1380030000${digit}`, `1380030001${digit}`],
      );
      assert.deepEqual(
        one.labels.map((label) => label.name),
        ['标签甲', '标签乙'],
      );
      assert.deepEqual(
        [one.companyName, one.sourceId, one.stars, one.custom.size, one.howMade],
        ['上海一号公司', 3n, 4, 1, 1],
      );
    }
  });

  test('keeps ids of any size, times and people with keepIds; a taken id is refused and generated ids pass over kept ones', async () => {
    const own = (await at.callerOf('own')).agentId;
    const next = await at.store.write((db) => createCustomer(db, at.admin, { name: '前' }));
    const kept = [next.id + 1n, next.id + 2n, 9_007_199_254_740_993n, 9_223_372_036_854_775_807n];
    const content = [
      'id,name,createdAt,createdBy,updatedAt',
      ...kept.map((id) => `${id},甲${id},2016-01-15 10:20,own,2017-02-01T00:00:00Z`),
      `${next.id},乙,2016/1/5,OWN,`,
    ].join('\n');
    const { tally, faults } = await run('customers', content, { keepIds: true });
    assert.deepEqual([tally.new, faults], [4, [`6 id ${next.id} is taken`]]);
    for (const id of kept) {
      const customer = await at.store.read((db) => getCustomer(db, at.admin, id));
      assert.equal(customer.createdAt, Date.parse('2016-01-15T10:20:00+08:00'));
      assert.equal(customer.updatedAt, Date.parse('2017-02-01T00:00:00Z'));
      assert.equal(customer.createdByAgentId, own);
    }
    const after = await at.store.write((db) => createCustomer(db, at.admin, { name: '后' }));
    assert.equal(after.id, next.id + 3n);
  });

  test('leaves ids, times and people aside without keepIds', async () => {
    const { rows } = await run('customers', 'id,name,createdAt,createdBy\n77777,丙,2016-01-15,nobody\n');
    const [{ outcome } = assert.fail()] = rows;
    assert.ok(outcome.kind === 'new' && outcome.id !== 77_777n);
    const customer = await at.store.read((db) => getCustomer(db, at.admin, outcome.id));
    assert.ok(Date.now() - customer.createdAt < 60_000);
    assert.equal(customer.createdByAgentId, at.adminId);
  });

  test('a dry run changes nothing and tells what the run then does, repeats within the file included', async () => {
    const lines = Array.from(
      { length: 900 },
      (_unused, index) => `客户${index},1390000${String(index % 850).padStart(4, '0')}`,
    );
    const content = `name,phones\n${lines.join('\n')}\nx,1\n`;
    const before = await fingerprint(at);
    const rehearsed = await run('customers', content, { dryRun: true });
    assert.deepEqual(await fingerprint(at), before);
    const real = await run('customers', content);
    assert.deepEqual(rehearsed.tally, { rows: 901, new: 850, updated: 0, duplicate: 0, error: 51 });
    assert.deepEqual(real.tally, rehearsed.tally);
    assert.deepEqual(real.faults, rehearsed.faults);
    for (const onDuplicate of ['skip', 'update'] as const) {
      const again = await run('customers', content, { dryRun: true, onDuplicate });
      const count = onDuplicate === 'skip' ? 'duplicate' : 'updated';
      assert.deepEqual(again.tally, { rows: 901, new: 0, updated: 0, duplicate: 0, [count]: 900, error: 1 });
    }
  });

  test('updates those that are there by phone or id, with a change for each field, and leaves empty cells as they are', async () => {
    await run('customers', 'name,phones,address\n赵一,13800400001,旧地址\n');
    const content = 'name,phones,address,labels\n赵一,"+86 138-0040-0001",新地址,\n钱二,13800400002,,新\n';
    const { tally, rows } = await run('customers', content, { onDuplicate: 'update' });
    assert.deepEqual([tally.updated, tally.new], [1, 1]);
    const [first] = rows;
    assert.ok(first?.outcome.kind === 'updated');
    const { id } = first.outcome;
    const changes = await at.store.read((db) =>
      db.sql
        .selectFrom('changes')
        .select(['field', 'old_text', 'new_text'])
        .where('tenant_id', '=', at.tenantId)
        .where('record_id', '=', id)
        .where('record', '=', 'customer')
        .where('field', '=', 'address')
        .execute(),
    );
    assert.deepEqual(changes, [{ field: 'address', old_text: '旧地址', new_text: '新地址' }]);
    const byId = await run('customers', `id,name\n${id},赵一一\n`, { onDuplicate: 'update' });
    assert.equal(byId.tally.updated, 1);
    assert.equal((await at.store.read((db) => getCustomer(db, at.admin, id))).name, '赵一一');
  });

  test('a row whose update is refused half-way leaves nothing behind, and the rows around it stand', async () => {
    await run('customers', 'name,phones\n孙一,13800500001\n孙二,13800500002\n孙三,13800500003\n');
    const content = [
      'name,phones,address',
      '孙一,13800500001,一',
      '孙二,"13800500002,13800500003",二',
      '孙三,13800500003,三',
      '孙四,13800500004,四',
    ].join('\n');
    const { tally, faults } = await run('customers', content, { onDuplicate: 'update' });
    assert.deepEqual(faults, ['3 phones 13800500003 belongs to another customer']);
    assert.deepEqual([tally.updated, tally.new, tally.error], [2, 1, 1]);
    const addresses = await Promise.all(
      ['1', '2', '3', '4'].map(async (digit) => {
        const lookup = { by: 'phone', phone: `1380050000${digit}` } as const;
        const [one] = await at.store.read((db) => findCustomers(db, at.admin, lookup, 1));
        return one?.address ?? null;
      }),
    );
    assert.deepEqual(addresses, ['一', null, '三', '四']);
  });

  test('asks for the permission to edit customers, and updates nobody out of reach', async () => {
    const idle = await at.store.write(async (db) => {
      const roleId = await createRole(db, at.tenantId, { name: '访客', scope: 'all', permissions: [] });
      return await createAgent(db, at.tenantId, {
        loginNo: 'idle',
        name: '访客',
        passwordHash: '-',
        roleId,
        departmentId: at.departmentId,
      });
    });
    const visitor = { ...(await at.callerOf('idle')), agentId: idle };
    await assert.rejects(importText(at.store, visitor, 'customers', 'name\n甲\n'), { code: 'forbidden' });

    await run('customers', `name,phones,ownerLoginNo,departmentId\n周一,13800600001,admin,${at.departmentId}\n`);
    const content = 'name,phones\n周二,13800600001\n';
    const { faults } = await importText(at.store, await at.callerOf('own'), 'customers', content, {
      onDuplicate: 'update',
    });
    assert.deepEqual(faults, ['2 phones 13800600001 belongs to another customer']);
  });
});

/** How many rows each table of records holds. */
async function fingerprint({ store, tenantId }: TestStore): Promise<readonly number[]> {
  const tables = [
    'customers',
    'customer_phones',
    'companies',
    'labels',
    'events',
    'changes',
    'customer_cells',
  ] as const;
  const counts = [];
  for (const table of tables) {
    const { n } = await store.read((db) =>
      db.sql
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('tenant_id', '=', tenantId)
        .executeTakeFirstOrThrow(),
    );
    counts.push(Number(n));
  }
  return counts;
}
