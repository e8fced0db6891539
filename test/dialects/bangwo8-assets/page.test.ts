import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { issueToken, revokeTokens } from '#crm/access/tokens.ts';
import { updateAgent } from '#crm/access/update-agent.ts';
import { createTable } from '#crm/assets/create-table.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { callerAs } from '../bangwo8/caller.ts';
import { fillTable, type Filled } from './fill-table.ts';

const PATH = '/osp2016/SDK/Tables/ticketAssetTable.php';
const C_PARA = 'cPara=asset_field_1:company_price,_id:company_x';

interface State {
  readonly title: string;
  readonly token: string;
  readonly count: number;
  readonly shown: readonly string[];
  readonly rows: readonly { id: string }[];
}

onEachEngine('the picker page over HTTP', (boot) => {
  let at: TestApp;
  let filled: Filled;
  let basic: string;
  const get = (query: string, headers: Record<string, string> = { authorization: basic }) =>
    at.fetch(`${PATH}?${query}`, { headers });
  const stateOf = async (response: Response) => {
    const html = await response.text();
    assert.equal(response.status, 200, html);
    const json = /<script type="application\/json" id="state">(.*?)<\/script>/s.exec(html)![1]!;
    return JSON.parse(json) as State;
  };
  const tokenOf = async (origin = 'https://host.example', loginNo = 'own') => {
    const made = await callerAs(at, loginNo).send('POST', '/assettables/devices/picker_tokens', { origin });
    return made.json<{ picker_token: { token: string } }>().picker_token.token;
  };

  test('the program starts', async () => {
    at = await boot.app();
    basic = `Basic ${Buffer.from(`admin:${at.adminLogin.password}`).toString('base64')}`;
    filled = await fillTable(at, 30);
  });

  test('who is nobody gets a 401 page that tells nothing, whatever else is wrong', async () => {
    const wrong = `Basic ${Buffer.from('admin:wrong').toString('base64')}`;
    const attempts: [string, Record<string, string>][] = [
      [`tableName=devices&${C_PARA}`, {}],
      ['', {}],
      ['tableName=nosuch', {}],
      ['tableName=devices&tableName=x', {}],
      [`tableName=devices&${C_PARA}`, { authorization: wrong }],
      [`tableName=devices&${C_PARA}`, { authorization: 'Bearer x' }],
      [`tableName=devices&${C_PARA}`, { cookie: 'huiliu_session=x' }],
      [`tableName=devices&${C_PARA}`, { cookie: `huiliu_session=${'0'.repeat(40)}` }],
      [`tableName=devices&${C_PARA}&token=${'0'.repeat(40)}`, { authorization: basic }],
      [`tableName=devices&${C_PARA}&token=x`, { authorization: basic }],
    ];
    const bodies = new Set<string>();
    for (const [query, headers] of attempts) {
      const response = await get(query, headers);
      assert.equal(response.status, 401, query);
      assert.match(response.headers.get('content-type')!, /^text\/html/);
      bodies.add(await response.text());
    }
    assert.equal(bodies.size, 1, 'every refusal reads the same');
    assert.doesNotMatch([...bodies][0]!, /设备台账|devices|company_price/);
  });

  test('a login prompt is asked for where the page stands by itself, never in a frame', async () => {
    assert.match((await get('', {})).headers.get('www-authenticate')!, /^Basic/);
    assert.equal((await get('', { 'sec-fetch-dest': 'iframe' })).headers.get('www-authenticate'), null);
    assert.equal((await get('token=x', {})).headers.get('www-authenticate'), null);
  });

  test('the table comes before cPara: 400 without one, 404 for an unknown one; of two the name wins', async () => {
    const other = await at.store.write((db) => createTable(db, at.admin, { key: 'other', columns: [{ key: 'a' }] }));
    for (const [query, status, says] of [
      ['', 400, 'tableId'],
      ['tableId=&tableName=', 400, 'tableId'],
      [C_PARA, 400, 'tableId'],
      ['tableName=nosuch', 404, '没有 tableName 为“nosuch”的资产表。'],
      [`tableName=nosuch&tableId=${filled.table.id}&${C_PARA}`, 404, '没有 tableName 为“nosuch”的资产表。'],
      ['tableName=%3Cb%3E&lang=en', 404, 'No asset table has the tableName “&lt;b&gt;”.'],
      ['tableId=999', 404, '没有 tableId 为“999”的资产表。'],
      ['tableId=abc', 404, '没有 tableId 为“abc”的资产表。'],
      ['tableId=99999999999999999999', 404, '没有 tableId 为“99999999999999999999”的资产表。'],
      [`tableId=${filled.table.id}`, 400, 'cPara'],
      ['tableName=devices&tableName=other', 400, 'tableName'],
    ] as const) {
      const response = await get(query);
      assert.equal(response.status, status, query);
      assert.ok((await response.clone().text()).includes(says), query);
      assert.match(response.headers.get('content-type')!, /^text\/html/);
    }
    const both = await stateOf(await get(`tableId=${other.id}&tableName=devices&${C_PARA}`));
    assert.equal(both.title, '设备台账');
    const byId = await stateOf(await get(`tableId=${filled.table.id}&${C_PARA}`));
    assert.deepEqual([byId.count, byId.rows.length], [30, 30]);
  });

  test('a malformed pair, an unknown target and a wrong filter are named; a missing source is passed over with a note', async () => {
    for (const [query, named] of [
      ['cPara=asset_field_1', /asset_field_1/],
      ['cPara=:company_x', /:company_x/],
      ['cPara=a:b:c', /a:b:c/],
      ['cPara=asset_field_1:nosuch', /nosuch/],
      ['cPara=,', /cPara/],
      ['cPara=name:company_x,sn:company_x', /company_x/],
      [`${C_PARA}&filter=nosuch:1`, /nosuch/],
      [`${C_PARA}&filter=plain`, /plain/],
      [`${C_PARA}&filter=ownerType:user,owner:1`, /ownerType/],
      [`${C_PARA}&filter=ownerType:company,owner:{{order.id}}`, /order\.id/],
      [`${C_PARA}&field=nosuch`, /nosuch/],
    ] as const) {
      const response = await get(`tableName=devices&${query}`);
      assert.equal(response.status, 400, query);
      assert.match(await response.text(), named);
    }
    const response = await get('tableName=devices&cPara=gone:company_price,_id:company_x');
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<li>资产表没有字段 gone，已跳过<\/li>/);
  });

  test('a refusal is told in the language of the page', async () => {
    const told = async (query: string, lang: string) => {
      const html = await (await get(`tableName=devices&${query}&lang=${lang}`)).text();
      return /<p>(.*)<\/p>/.exec(html)?.[1]?.replaceAll('&quot;', '"');
    };
    for (const [query, zh, en] of [
      ['', 'cPara：必须填写', 'cPara: must be given'],
      ['cPara=a:b:c', 'cPara：“a:b:c”应为“资产表字段:公司字段”', 'cPara: "a:b:c" is not column:field'],
      ['cPara=_id:nosuch', 'cPara：没有公司字段“nosuch”', 'cPara: no company field "nosuch"'],
      ['cPara=_id:company_x,name:company_x', 'cPara：“company_x”填入了两次', 'cPara: "company_x" is filled twice'],
      [`${C_PARA}&cPara=x`, 'cPara：出现多次且不一致', 'cPara: given more than once'],
      [`${C_PARA}&display=%00`, 'display：含有无法读取的字符', 'display: holds unreadable characters'],
      [`${C_PARA}&display=%BD`, 'display：百分号编码不是 UTF-8', 'display: is not UTF-8 in percent-encoding'],
      [`${C_PARA}&field=nosuch`, 'field：没有公司字段“nosuch”', 'field: no company field "nosuch"'],
      [`${C_PARA}&filter=plain`, 'filter：“plain”缺少冒号', 'filter: "plain" has no colon'],
      [`${C_PARA}&filter=nosuch:1`, 'filter：资产表没有字段“nosuch”', 'filter: no column "nosuch"'],
      [
        `${C_PARA}&filter=ownerType:company,owner:x`,
        'filter：所属人“x”既不是编号，也不是页面占位符',
        'filter: owner "x" is neither an id nor a placeholder of the page',
      ],
      [
        `${C_PARA}&filter=ownerType:company,owner:1,owner:2`,
        'filter：“owner”出现多次且不一致',
        'filter: "owner" is given more than once',
      ],
      [
        `${C_PARA}&filter=ownerType:user,owner:1`,
        'ownerType：应为以下之一：agent, servicer, contacter, company, servicerGroup',
        'ownerType: not one of agent, servicer, contacter, company, servicerGroup',
      ],
    ] as const) {
      assert.deepEqual([await told(query, 'zh'), await told(query, 'en')], [zh, en]);
    }
  });

  test('filters: placeholders in every spelling, owners without types, commas and colons', async () => {
    const count = async (filter: string, more = '') =>
      (await stateOf(await get(`tableName=devices&${C_PARA}&filter=${encodeURIComponent(filter)}${more}`))).count;
    const id = String(filled.companyIds[0]);
    for (const placeholder of [
      '{{company.companyId}}',
      '{ {company.companyId} }',
      '{{ company.companyId }}',
      '{ { company.companyId } }',
    ]) {
      const filter = `ownerType:company,owner:${placeholder}`;
      assert.equal(await count(filter, `&company.companyId=${id}`), 1, placeholder);
      assert.equal(await count(filter), 30);
      assert.equal(await count(filter, '&company.companyId='), 30);
      assert.equal(await count(`${filter},state:闲置`), 8);
    }
    assert.equal(await count('ownerType:contacter,owner:{ {user.cId} }', '&user.cId=5'), 0);
    assert.equal(await count(`ownerType:company,owner:${id}`), 1);
    assert.equal(await count(`owner:${id}`), 30);
    assert.equal(await count('ownerType:company'), 30);
    assert.equal(await count(''), 30);
    assert.equal(await count(' state : 闲置 , '), 8);
    assert.equal(await count('state:%E9'), 0);
  });

  test('a token opens its own table for its own origin, and nothing that came before it can', async () => {
    const token = await tokenOf();
    const opened = await get(`tableName=devices&${C_PARA}&token=${token}`, {});
    assert.match(opened.headers.get('content-security-policy')!, /frame-ancestors https:\/\/host\.example$/);
    for (const part of ["default-src 'none'", "script-src 'sha256-", "base-uri 'none'", "form-action 'none'"]) {
      assert.ok(opened.headers.get('content-security-policy')!.includes(part));
    }
    assert.equal(opened.headers.get('cache-control'), 'no-store');
    assert.equal(opened.headers.get('referrer-policy'), 'no-referrer');
    const { token: pageToken } = await stateOf(opened);
    const other = await get(`tableName=other&cPara=a:company_x&token=${token}`, {});
    assert.equal(other.status, 403);
    assert.doesNotMatch(await other.text(), /other/);
    assert.equal((await get(`tableName=devices&${C_PARA}&token=${pageToken}`, {})).status, 401);
    const own = await get(`tableName=devices&${C_PARA}`);
    assert.match(own.headers.get('content-security-policy')!, /frame-ancestors 'self'$/);
  });

  test('a token is over when it expires, when it is revoked, and when its agent is disabled', async () => {
    const tree = await at.callerOf('tree');
    const detail = { table: String(filled.table.id), origin: 'https://host.example' };
    const issue = (livesS: number) =>
      at.store.write((db) =>
        issueToken(db, { kind: 'picker', tenantId: at.tenantId, agentId: tree.agentId, detail, livesS }),
      );
    const status = async (token: string) => (await get(`tableName=devices&${C_PARA}&token=${token}`, {})).status;
    assert.equal(await status((await issue(-1)).token), 401);
    const { token } = await issue(600);
    assert.equal(await status(token), 200);
    await at.store.write((db) => revokeTokens(db, at.tenantId, { token }));
    assert.equal(await status(token), 401);
    const { token: second } = await issue(600);
    await at.store.write((db) => updateAgent(db, at.tenantId, tree.agentId, { state: 'disabled' }));
    assert.equal(await status(second), 401);
  });

  test('the console’s session opens it', async () => {
    const { token } = await at.store.write((db) =>
      issueToken(db, { kind: 'session', tenantId: at.tenantId, agentId: at.adminId, livesS: 60 }),
    );
    const opened = await get(`tableName=devices&${C_PARA}`, { cookie: `a=b; huiliu_session=${token}` });
    assert.equal((await stateOf(opened)).count, 30);
  });

  test('rows and columns are an opened page’s alone, and refuse what is out of shape', async () => {
    const { token } = await stateOf(await get(`tableName=devices&${C_PARA}`));
    const rows = (query: string, header: Record<string, string> = { 'x-picker-token': token }) =>
      at.fetch(`/osp2016/SDK/Tables/ticketAssetTable/rows?${query}`, { headers: header });
    const answer = (await (await rows('q=打印&sort=asset_field_1&dir=desc')).json()) as { count: number };
    assert.equal(answer.count, 6);
    assert.equal((await rows('', {})).status, 401);
    assert.equal((await rows('', { authorization: basic })).status, 401);
    assert.equal((await rows('', { 'x-picker-token': await tokenOf() })).status, 401);
    for (const query of ['sort=nosuch', 'dir=x', 'page=0', 'filter=x', 'q=%00', `q=${'x'.repeat(2000)}`]) {
      assert.equal((await rows(query)).status, 400, query);
    }
    const put = (body: string) =>
      at.fetch('/osp2016/SDK/Tables/ticketAssetTable/columns', {
        method: 'PUT',
        headers: { 'x-picker-token': token },
        body,
      });
    for (const body of [
      '',
      '{',
      '[]',
      '{"shown":"x","order":[]}',
      '{"shown":[1],"order":[]}',
      '{"shown":["nosuch"],"order":[]}',
    ]) {
      assert.equal((await put(body)).status, 400, body);
    }
    assert.equal((await put('{"shown":["sn"],"order":["sn","name"]}')).status, 204);
    assert.deepEqual((await stateOf(await get(`tableName=devices&${C_PARA}`))).shown, ['sn']);
  });

  test('parameters that it does not know are passed over and counted, and refused by name under HUILIU_STRICT', async () => {
    const known = `tableName=devices&${C_PARA}&company.companyId=&user.cId=1&display=sn&field=company_x&lang=en`;
    const status = async (program: TestApp, query: string) =>
      (await program.fetch(`${PATH}?${query}`, { headers: { authorization: basic } })).status;
    assert.equal(await status(at, `${known}&fliter=state:x&ownerType=company`), 200);
    const counted = await (await at.fetch('/metrics')).text();
    assert.match(counted, /huiliu_unknown_keys_total\{dialect="bangwo8",operation="GET ticketAssetTable.php"\} 2/);
    const strict = await boot.app({ HUILIU_STRICT: '1' });
    await fillTable(strict, 1);
    assert.equal(await status(strict, known), 200);
    for (const [lang, reason] of [
      ['en', /fliter: unknown key/],
      ['zh', /fliter：没有这个参数/],
    ] as const) {
      const query = `tableName=devices&${C_PARA}&fliter=state:x&lang=${lang}`;
      const refused = await strict.fetch(`${PATH}?${query}`, { headers: { authorization: basic } });
      assert.equal(refused.status, 400);
      assert.match(await refused.text(), reason);
    }
  });

  test('no parameters whatever make it fail', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'devices',
        'asset_field_1',
        'company_x',
        '_id',
        ':',
        ',',
        '{{',
        '}}',
        'owner',
        'ownerType',
        'company',
        '%2C',
        '1',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
    const names = [
      'tableId',
      'tableName',
      'cPara',
      'filter',
      'display',
      'field',
      'lang',
      'token',
      'company.companyId',
      'x',
    ];
    const query = fc.array(fc.tuple(fc.constantFrom(...names), text), { maxLength: 8 });
    const start = fc.constantFrom('', `tableName=devices&${C_PARA}&`, 'tableName=devices&');
    const { token } = await stateOf(await get(`tableName=devices&${C_PARA}`));
    await fc.assert(
      fc.asyncProperty(start, query, async (known, pairs) => {
        const sent =
          known + new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value.toWellFormed()]));
        const page = await get(sent);
        assert.ok([200, 400, 401, 403, 404].includes(page.status), `${page.status} ${sent}`);
        assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/);
        await page.text();
        const rows = await at.fetch(`/osp2016/SDK/Tables/ticketAssetTable/rows?${sent.replaceAll('display', 'q')}`, {
          headers: { 'x-picker-token': token },
        });
        assert.ok([200, 400].includes(rows.status), `${rows.status} ${sent}`);
        await rows.text();
      }),
      { numRuns: 150 },
    );
    for (const odd of [
      '%',
      '%zz',
      'tableName=%ff',
      'tableName[]=x',
      '__proto__=x&tableName=devices',
      'token=a&token=b',
    ]) {
      assert.ok((await get(odd)).status < 500, odd);
    }
  });
});
