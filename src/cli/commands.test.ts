import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parseExact } from '#transport/http/exact-json.ts';
import { deleteCompany } from '#crm/companies/delete-company.ts';
import { createCompany } from '#crm/companies/create-company.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { enqueueJob } from '#jobs/enqueue-job.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf, type Ran, runHuiliu } from '#testing/run-huiliu.ts';
import manifest from '../../package.json' with { type: 'json' };

type Json = Record<string, unknown>;

onEachEngine('commands', (boot) => {
  let at: TestStore;
  before(async () => {
    at = await boot.store();
  });

  const run = (...args: string[]) => runHere(args, environmentOf(at.place));
  /** As an operator does: a process, whose status is its own. */
  const runApart = (...args: string[]) => runHuiliu(args, environmentOf(at.place));

  /** Runs a command of the tenant with --json and answers what it printed; it must succeed. */
  async function made<T = Json>(...args: string[]): Promise<T> {
    return read<T>(await run(...args, '--tenant', at.tenantCode, '--json'));
  }

  function read<T = Json>(ran: Ran): T {
    assert.deepEqual({ status: ran.status, stderr: ran.stderr }, { status: 0, stderr: '' });
    return parseExact(ran.stdout) as T;
  }

  async function refused(status: number, message: RegExp, ...args: string[]): Promise<void> {
    isRefusal(await run(...args, '--tenant', at.tenantCode), status, message);
  }

  function isRefusal(ran: Ran, status: number, message: RegExp): void {
    assert.equal(ran.status, status, ran.stderr);
    assert.match(ran.stderr, message);
    assert.equal(ran.stdout, '');
    if (status === 1) assert.equal(ran.stderr.trim().split('\n').length, 1, ran.stderr);
  }

  test('wrong usage is answered with status 2, what cannot be done with 1 and one line', async () => {
    assert.equal((await runApart('nonsense')).status, 2);
    const unknown = await runApart('client', 'add', '--agent', 'nobody', '--tenant', at.tenantCode);
    isRefusal(unknown, 1, /no agent has the login number nobody: "huiliu agent list" shows them/);
    assert.equal((await run('client', 'add')).status, 2);
    await refused(2, /record/, 'field', 'add', '--kind', 'input', '--label', 'x');
    await refused(2, /kind/, 'field', 'add', '--record', 'customer', '--kind', 'colour', '--label', 'x');
    await refused(2, /dictionary/, 'option', 'add', '--dictionary', 'nothing', '--name', 'x');
    await refused(2, /id/, 'client', 'add', '--agent', 'admin', '--id', '0');
    await refused(2, /id/, 'customer', 'restore', 'seven');
    await refused(1, /label/, 'field', 'add', '--record', 'customer', '--kind', 'input', '--label', ' ');
    await refused(1, /no entry/, 'option', 'disable', '99', '--dictionary', 'customer_type');
    await refused(1, /no field/, 'field', 'disable', 'none', '--record', 'customer');
    await refused(1, /not found|no /i, 'job', 'show', '77');
  });

  test('--help of every command ends with status 0 and says what it takes', async () => {
    for (const command of [
      '',
      'serve',
      'client',
      'client add',
      'field add',
      'option order',
      'job',
      'customer restore',
    ]) {
      const { status, stdout } = await run(...command.split(' ').filter((word) => word !== ''), '--help');
      assert.equal(status, 0, command);
      assert.match(stdout, /Usage: huiliu/);
    }
    const { stdout } = await run('client', 'add', '--help');
    assert.match(stdout, /--tenant <tenant> .*\(required\)\n.*--agent <login>/);
    assert.match(stdout, /--name <name> .*\n/);
    assert.doesNotMatch(stdout, /--name <name> .*required/);
  });

  test('--version prints the version of the package', async () => {
    assert.deepEqual(await runApart('--version'), { status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  test('a value that is refused is told under its option', async () => {
    const acme = ['--code', 'acme', '--name', 'Acme'];
    isRefusal(await run('tenant', 'add', ...acme, '--time-zone', 'Mars'), 1, /^huiliu: --time-zone: not an IANA/);
    isRefusal(await run('tenant', 'add', ...acme, '--department', ' '), 1, /^huiliu: --department: must be given/);
    isRefusal(await run('tenant', 'add', '--code', 'a b', '--name', 'A'), 1, /^huiliu: --code: holds/);
    const agent = ['agent', 'add', '--name', 'x', '--role', '坐席', '--department', '总部'];
    await refused(1, /^huiliu: --login: ADMIN is taken/, ...agent, '--login', 'ADMIN');
    await refused(
      1,
      /^huiliu: --permissions: no permission fly/,
      'role',
      'add',
      '--name',
      'x',
      '--scope',
      'own',
      '--permissions',
      'fly',
    );
    await refused(
      1,
      /^huiliu: --option: a is taken/,
      'field',
      'add',
      '--record',
      'customer',
      '--kind',
      'select',
      '--label',
      'x',
      '--option',
      'a',
      '--option',
      'a',
    );
    await refused(1, /^huiliu: --secret: shorter/, 'client', 'add', '--agent', 'admin', '--secret', 'abc');
    const short = await runHuiliu(
      [...agent, '--login', 'x', '--password-stdin', '--tenant', at.tenantCode],
      environmentOf(at.place),
      '12',
    );
    isRefusal(short, 1, /^huiliu: --password-stdin: shorter/);
  });

  test('a department below one parent has a name of its own', async () => {
    await made('department', 'add', '--name', '分部');
    await made('department', 'add', '--name', '一组', '--parent', '分部');
    await refused(1, /name: 一组 is taken/, 'department', 'add', '--name', ' 一组', '--parent', '分部');
    await made('department', 'add', '--name', '一组');
  });

  test('a client is made, listed without its secret, and changed', async () => {
    const client = await made('client', 'add', '--agent', 'ADMIN', '--name', '对接', '--rate-limit', '600');
    assert.match(String(client['secret']), /^[0-9a-f]{40}$/);
    assert.deepEqual([client['agentLoginNo'], client['rateLimit'], client['name']], ['admin', 600, '对接']);
    const id = String(client['id']);

    const off = await made('client', 'update', id, '--disable', '--agent', 'own', '--rate-limit', '0', '--new-secret');
    assert.notEqual(off['secret'], client['secret']);
    assert.deepEqual([off['enabled'], off['agentLoginNo'], off['rateLimit']], [false, 'own', null]);
    const listed = await made<Json[]>('client', 'list');
    assert.deepEqual(
      listed.find((one) => String(one['id']) === id),
      without(off, 'secret'),
    );
    await refused(2, /both/, 'client', 'update', id, '--enable', '--disable');
    await refused(1, /not|no /i, 'client', 'update', '123456789', '--disable');
    await refused(2, /give what to change/, 'client', 'update', id);
  });

  test('a client keeps a given id of any size', async () => {
    const args = ['client', 'add', '--agent', 'admin', '--id', '9007199254740993'];
    const kept = read(await runApart(...args, '--tenant', at.tenantCode, '--json'));
    assert.equal(kept['id'], 9007199254740993n);
  });

  test('fields of every shape are defined, listed, changed and disabled', async () => {
    const grade = ['--record', 'customer', '--kind', 'select', '--label', '客户等级', '--id', '373'];
    const select = await made('field', 'add', ...grade, '--option', 'A', '--option', 'E', '--required');
    assert.deepEqual([select['id'], select['key'], select['required']], [373, 'field_373', true]);
    assert.deepEqual(labels(select), ['A', 'E']);
    await refused(1, /373/, 'field', 'add', ...grade);

    const region = ['--option', '浙江/杭州', '--option', '浙江/宁波', '--option', '上海'];
    const cascade = await made(
      'field',
      'add',
      '--record',
      'company',
      '--kind',
      'cascade',
      '--label',
      '片区',
      ...region,
    );
    const options = cascade['options'] as Json[];
    assert.deepEqual(labels(cascade), ['浙江', '杭州', '宁波', '上海']);
    assert.equal(options.filter((one) => one['parentId'] === options[0]!['id']).length, 2);

    const number = await made(
      'field',
      'add',
      '--record',
      'opportunity',
      '--kind',
      'number',
      '--label',
      '数量',
      '--integer',
    );
    assert.deepEqual(number['settings'], { integer: true });
    await refused(
      1,
      /settings/,
      'field',
      'add',
      '--record',
      'customer',
      '--kind',
      'input',
      '--label',
      'x',
      '--integer',
    );

    const changed = await made(
      'field',
      'update',
      '373',
      '--record',
      'customer',
      '--label',
      '等级',
      '--not-required',
      '--option',
      'E',
    );
    assert.deepEqual([changed['label'], changed['required']], ['等级', false]);
    assert.deepEqual(
      (changed['options'] as Json[]).filter((one) => one['enabled']).map((one) => one['label']),
      ['E'],
    );
    assert.equal((await made('field', 'disable', 'field_373', '--record', 'customer'))['enabled'], false);
    const listed = await made<Json[]>('field', 'list', '--record', 'customer');
    assert.deepEqual(
      listed.map((one) => [one['id'], one['enabled']]),
      [[373, false]],
    );
    assert.equal((await made<Json[]>('field', 'list')).length, 3);
  });

  test('dictionary entries are added, disabled, put in order and removed', async () => {
    const inGrades = ['--dictionary', 'customer_grade'];
    const gold = await made('option', 'add', ...inGrades, '--name', '金牌', '--code', 'gold', '--id', '88');
    assert.deepEqual([gold['id'], gold['code'], gold['enabled']], [88, 'gold', true]);
    await refused(1, /gold/, 'option', 'add', ...inGrades, '--name', 'x', '--code', 'gold');
    assert.equal((await made('option', 'disable', 'gold', ...inGrades))['enabled'], false);
    const order = await made<Json[]>('option', 'order', '88', 'VIP客户', ...inGrades);
    assert.deepEqual(
      order.map((one) => one['name']),
      ['金牌', 'VIP客户', '普通客户', '重要客户'],
    );
    const kept = ['--id', '9223372036854775807', '--code', 'last'];
    await made('option', 'add', ...inGrades, '--name', '末位', ...kept);
    await made('option', 'remove', '9223372036854775807', ...inGrades);
    assert.equal((await made('option', 'update', '88', '--name', '金卡', ...inGrades))['name'], '金卡');
    await made('option', 'remove', '88', ...inGrades);
    assert.equal((await made<Json[]>('option', 'list', ...inGrades)).length, 3);
  });

  test('a deleted customer and company come back, unless a phone was taken', async () => {
    const { store, admin } = at;
    const phones = { kind: 'all' as const, contents: ['13800001111'] };
    const customer = await store.write((db) => createCustomer(db, admin, { name: '甲', phones }));
    const company = await store.write((db) => createCompany(db, admin, { name: '乙公司' }));
    await store.write((db) => deleteCustomer(db, admin, customer.id));
    await store.write((db) => deleteCompany(db, admin, company.id));
    assert.equal((await made('customer', 'restore', String(customer.id)))['name'], '甲');
    assert.equal((await made('company', 'restore', String(company.id)))['name'], '乙公司');
    assert.equal((await store.read((db) => getCustomer(db, admin, customer.id)))?.name, '甲');

    await store.write((db) => deleteCustomer(db, admin, customer.id));
    await store.write((db) => createCustomer(db, admin, { name: '丙', phones }));
    await refused(1, /13800001111/, 'customer', 'restore', String(customer.id));
  });

  test('jobs are listed, shown and cancelled', async () => {
    const { store, admin } = at;
    const id = await store.write((db) => enqueueJob(db, admin, { kind: 'nothing', input: '{}', rows: ['1', '2'] }));
    const listed = await made<Json[]>('job', 'list');
    assert.deepEqual(
      listed.map((one) => [String(one['id']), one['state'], one['total']]),
      [[String(id), 'queued', 2]],
    );
    assert.deepEqual((await made('job', 'show', String(id)))['rows'], [
      { row: 0, outcome: null },
      { row: 1, outcome: null },
    ]);
    assert.equal((await made('job', 'cancel', String(id)))['cancelled'], true);
    assert.equal((await made('job', 'cancel', String(id)))['cancelled'], false);
  });

  test('a value that a variable cannot have ends a command with one line that names it', async () => {
    const ran = await runHere(['tenant', 'list'], environmentOf(at.place, { HUILIU_PORT: 'x' }));
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /^huiliu: HUILIU_PORT [^\n]*\n$/);
  });

  test('a wrong key ends a command with one line', async () => {
    const ran = await runHuiliu(['tenant', 'list'], environmentOf(at.place, { HUILIU_KEY: '00'.repeat(32) }));
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /^huiliu: HUILIU_KEY can't open this store[^\n]*\n$/);
  });
});

function labels(field: Json): unknown[] {
  return (field['options'] as Json[]).map((one) => one['label']);
}

function without(value: Json, key: string): Json {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}
