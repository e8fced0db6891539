import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { join } from 'node:path';
import { ICSOC_CLIENT, ICSOC_OPPORTUNITY, ICSOC_RECORDS } from '#cli/demo/icsoc-seed.ts';
import { callerFor } from '#crm/access/caller-for.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { parseExact, stringifyExact } from '#transport/http/exact-json.ts';
import { type Answer, type IcsocCaller, openCaller } from './icsoc-caller.ts';
import { fillSeedTenant, SEED_TENANT } from './seed-tenant.ts';

// The bodies of the seed's examples, digit by digit as they stand there.
const seedText = (name: string): string => readFileSync(join(import.meta.dirname, 'seed', `${name}.json`), 'utf8');

type Row = Record<string, unknown>;
interface ListBody {
  code: number;
  message: string;
  data: { cursor: string; total: number; rows: Row[] };
}

const LATE = 'select_6471310166045474817';
const LAST_CONTACT_S = 1543043667;

/** The seed's client as we decided to show it (dialects/icsoc/README.md, The vendor's document against itself). */
function decidedClient(client: Row, daysWithoutContact: number): Row {
  const decided: Row = {};
  for (const [key, value] of Object.entries(client)) {
    if (key === LATE || key === `${LATE}_name`) continue;
    // Custom fields stand together: the one that was made later is the last of them.
    if (key === 'original_id')
      Object.assign(decided, { [LATE]: client[LATE], [`${LATE}_name`]: client[`${LATE}_name`] });
    decided[key] = value;
  }
  // Live values instead of the snapshot; a name instead of the int 0.
  return {
    ...decided,
    last_contact_time: LAST_CONTACT_S,
    no_contact_days: daysWithoutContact,
    update_department_name: '公司',
  };
}

function decidedRow(row: Row, days: number): Row {
  return {
    ...row,
    client: decidedClient(row['client'] as Row, days),
    opportunity: { ...(row['opportunity'] as Row), update_department_name: '公司' },
  };
}

const daysOf = (answer: Answer): number => {
  const { rows } = (answer.body as unknown as ListBody).data;
  return Number((rows[0]!['client'] as Row)['no_contact_days']);
};

onEachEngine("icsoc: the seed's examples", (boot) => {
  let at: TestApp;
  let caller: IcsocCaller;
  before(async () => {
    at = await boot.app();
    caller = await openCaller(at, await fillSeedTenant(at));
  });

  test('the record types', async () => {
    const answer = await caller.get('/followupRecord/recordTypes');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.equal(answer.text, JSON.stringify(JSON.parse(seedText('record-types'))));
  });

  test('a record by its id, byte for byte', async () => {
    const answer = await caller.get(`/followupRecord/${ICSOC_RECORDS[0]}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.text, stringifyExact(parseExact(seedText('detail-response'))));
  });

  test('the list with whole clients and opportunities, byte for byte but for what the contract decides', async () => {
    // The parameters of the seed's address, in its order.
    const answer = await caller.get('/followupRecord/followupRecords', {
      page: 1,
      page_size: 10,
      cle_name: '1112321323',
      record_content_name: '跟进记录',
      sort: 'create_time',
      order: 'asc',
      cle_id: ICSOC_CLIENT,
    });
    assert.equal(answer.status, 200);
    const days = daysOf(answer);
    assert.ok(Math.abs(days - Math.floor((Date.now() / 1000 - LAST_CONTACT_S) / 86_400)) <= 1);
    const seed = parseExact(seedText('list-response')) as unknown as ListBody;
    const { cursor } = (answer.body as unknown as ListBody).data;
    assert.match(cursor, /^[\w-]+$/);
    const expected = {
      ...seed,
      data: { ...seed.data, cursor, rows: seed.data.rows.map((row) => decidedRow(row, days)) },
    };
    assert.equal(answer.text, stringifyExact(expected));
  });

  test('the newest come first when nothing else is asked', async () => {
    const answer = await caller.get('/followupRecord/followupRecords');
    const { rows, total } = (answer.body as unknown as ListBody).data;
    assert.equal(total, 2);
    assert.deepEqual(
      rows.map((row) => row['id']),
      [...ICSOC_RECORDS].toReversed().map(String),
    );
  });

  test('the filters of the table each find the two records', async () => {
    const filters: Record<string, string | number | bigint>[] = [
      { cle_name: '12321' },
      { cle_id: '6470844909275561985' },
      { cle_id: '90927556' },
      { cle_phone: '3121123123' },
      { create_time: '2018-11-24' },
      { create_time: '2018/11/24' },
      { create_time: '2018-11-24 15:14:20' },
      { record_content_name: '跟进' },
      { record_type: 36 },
      { opty_id: ICSOC_OPPORTUNITY },
      { create_user_id: 90000172 },
    ];
    for (const filter of filters) {
      const answer = await caller.get('/followupRecord/followupRecords', filter);
      assert.equal((answer.body as unknown as ListBody).data.total, 2, answer.text);
    }
    const later = await caller.get('/followupRecord/followupRecords', { create_time: '2018-11-24 15:14:21' });
    assert.equal((later.body as unknown as ListBody).data.total, 1);
    const none = await caller.get('/followupRecord/followupRecords', { create_time: '2018-11-25' });
    assert.equal(none.text, '{"code":200,"message":"ok","data":{"cursor":"","total":0,"rows":[]}}');
  });

  test('creating a record answers both ids with every digit, in the order of the example', async () => {
    const answer = await caller.post('/followupRecord', seedText('create-request'));
    assert.equal(answer.status, 200);
    // "postmen等工具可能溢出,可使用字符串方式传递"
    const asTexts = seedText('create-request').replaceAll(/("(?:cle|opty)_id": )(\d+)/g, '$1"$2"');
    assert.ok(asTexts.includes('"6470844909275561985"') && asTexts.includes('"6471982131139821569"'));
    assert.equal((await caller.post('/followupRecord', asTexts)).status, 200);
    const made = /^\{"code":200,"message":"ok","data":\{"id":"(\d+)","_id":(\d+)\}\}$/.exec(answer.text);
    assert.ok(made !== null, answer.text);
    assert.equal(made[1], made[2]);
    const keys = (text: string) => Object.keys((JSON.parse(text) as { data: object }).data);
    assert.deepEqual(keys(answer.text), keys(seedText('create-response')));
    const detail = await caller.get(`/followupRecord/${made[1]}`);
    const asSeed = parseExact(seedText('detail-response')) as unknown as { data: Row };
    const got = detail.body.data as unknown as Row;
    assert.deepEqual(Object.keys(got), Object.keys(asSeed.data));
    for (const key of ['opty_id', 'cle_id', 'record_type', 'record_content', 'create_user_id', 'create_role_name']) {
      assert.deepEqual(got[key], asSeed.data[key]);
    }
  });

  test('deleting takes ids that are gone and answers an empty list', async () => {
    const answer = await caller.delete('/followupRecord', '{"ids":[6454980244729479169,6454980230145884161]}');
    assert.equal(answer.text, JSON.stringify(JSON.parse(seedText('delete-response'))));
    const made = await caller.post('/followupRecord', seedText('create-request'));
    const { id } = made.body.data as { id: string };
    const deleted = await caller.delete('/followupRecord', `{"ids":[${id},"${ICSOC_RECORDS[1]}"]}`);
    assert.equal(deleted.text, '{"code":200,"message":"ok","data":[]}');
    assert.equal((await caller.get(`/followupRecord/${id}`)).status, 404);
    assert.equal((await caller.get(`/followupRecord/${ICSOC_RECORDS[1]}`)).status, 404);
    assert.equal((await caller.get(`/followupRecord/${ICSOC_RECORDS[0]}`)).status, 200);
  });

  test('deleting sends the example as it stands, headers too, and takes the two records that it names', async () => {
    const ids = [6454980244729479169n, 6454980230145884161n];
    const who = await callerFor(at.store, SEED_TENANT, 90000172n, 'icsoc');
    for (const id of ids) {
      const input = { customerId: ICSOC_CLIENT, typeId: 36n, content: '跟进记录' };
      await at.store.write((db) => createFollowUp(db, who, input, { id, createdAt: 0 }));
    }
    const body = '{\n"ids":[6454980244729479169,6454980230145884161]\n}';
    const answer = await caller.send('DELETE', '/followupRecord', body, { accept: 'application/json' });
    assert.equal(answer.status, 200);
    assert.equal(answer.text, JSON.stringify(JSON.parse(seedText('delete-response'))));
    for (const id of ids) assert.equal((await caller.get(`/followupRecord/${id}`)).status, 404);
  });

  test('the client and the opportunity by themselves are the same texts as in the list', async () => {
    const list = await caller.get('/followupRecord/followupRecords');
    const [row] = (list.body as unknown as ListBody).data.rows;
    const client = await caller.get(`/client/${ICSOC_CLIENT}`);
    assert.equal(client.text, stringifyExact({ code: 200, message: 'ok', data: row!['client'] }));
    const opportunity = await caller.get(`/opportunity/${ICSOC_OPPORTUNITY}`);
    assert.equal(opportunity.text, stringifyExact({ code: 200, message: 'ok', data: row!['opportunity'] }));
  });
});
