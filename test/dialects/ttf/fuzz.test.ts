import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { WebSocket } from 'ws';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { createText, updateText } from './seed-texts.ts';
import { fillSeedWorld } from './seed-world.ts';
import { openSocket } from './ways.ts';

/** Messages on each way and engine; HUILIU_TEST_FUZZ asks for more. */
const CASES = Number(process.env['HUILIU_TEST_FUZZ'] ?? 150);
const LONGEST_ANSWER_MS = 10_000;

const ACTIONS = [
  'filter_customers',
  'list_customers',
  'get_customer',
  'create_customer',
  'update_customer',
  'destroy_customer',
  'feeds',
  'export',
  'batch_import_async',
  'import_tasks',
] as const;

/** Values that once broke something somewhere. */
const odd = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  1e21,
  true,
  [],
  {},
  [[]],
  [[null]],
  [[null, null, null]],
  '0',
  '-0',
  '1e3',
  '9007199254740993',
  '99999999999999999999',
  '9223372036854775807',
  '\u0000',
  '\ud800',
  '％＿',
  "'; DROP TABLE customers; --",
  '__proto__',
  { __proto__: null, constructor: 1 },
  '2017-02-30 25:61',
  '0000-00-00',
  '+275760-09-13',
  '｜｜｜｜',
  '我的客户',
  '138****8888',
  '13000000001',
  '测试用户',
  '字'.repeat(300),
);
const anything = fc.oneof(odd, odd, fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 }));

function members(keys: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: fc.string() }),
    anything,
    {
      maxKeys: 6,
    },
  );
}

const customer = members([
  'custname',
  ' cellphones',
  'cellphones',
  'custType',
  'custFrom',
  'dealFlag',
  'address',
  'companyName',
  'taskId',
  'serviceNo',
  'servicegroupId',
  'jsonStr',
  'assignTime',
  'customerLabel',
  'id',
]);

const message = fc
  .tuple(
    fc.oneof({ weight: 20, arbitrary: fc.constantFrom<string>(...ACTIONS) }, { weight: 1, arbitrary: fc.string() }),
    members([
      'type',
      'content',
      'page',
      'page_size',
      'filters',
      'query',
      'feed_type',
      'cursor',
      'format',
      'id',
      'groupId',
    ]),
    members(['callbackId', 'operator', 'loginno', 'companyId', 'customerLabel', 'customers', 'topic', 'data']),
    fc.option(fc.oneof({ weight: 5, arbitrary: customer }, { weight: 1, arbitrary: anything }), { nil: undefined }),
    fc.constantFrom({}, { type: 'id' }, { type: 'cellphone' }, { type: 'custName' }, { type: 'companyName' }),
  )
  .map(
    ([action, first, second, sent, lookup]): Record<string, unknown> => ({
      ...first,
      ...second,
      ...lookup,
      ...(sent === undefined ? {} : { customer: sent }),
      action,
    }),
  );

/** A message as text, sound or broken somewhere. */
const text = fc.oneof(
  { weight: 6, arbitrary: message.map((one) => JSON.stringify(one)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.oneof(
          message.map((one) => JSON.stringify(one)),
          fc.constantFrom(createText, updateText),
        ),
        fc.nat(),
        fc.nat({ max: 12 }),
        fc.constantFrom('', '{', '}', '[', ']', '"', "'", ':', ',', ';', '//', '\\', '\u0000', '\ud800', '0'),
      )
      .map(([whole, at, length, instead]) => {
        const start = at % (whole.length + 1);
        return whole.slice(0, start) + instead + whole.slice(start + length);
      }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);

onEachEngine('fuzzed messages', (boot) => {
  let at: TestApp;
  let socket: WebSocket;
  before(async () => {
    at = await boot.app();
    await fillSeedWorld(at);
    socket = await openSocket(at);
  });
  after(() => socket.terminate());

  /** In time, and in the envelope. */
  const checkEnvelope = (answer: string): void => {
    const { code, message: said } = JSON.parse(answer) as { code: unknown; message?: unknown };
    assert.ok(typeof code === 'number', answer);
    assert.ok(code === 1000 || (typeof said === 'string' && said !== ''), answer);
    assert.doesNotMatch(answer, /"exception":\{"message":"未知错误"/, 'a fault of ours');
  };
  const checkHttp = async (path: string, init: RequestInit): Promise<void> => {
    const reply = await at.fetch(path, { ...init, signal: AbortSignal.timeout(LONGEST_ANSWER_MS) });
    assert.ok([200, 404].includes(reply.status), `${init.method} ${path}: ${reply.status}`);
    const type = reply.headers.get('content-type') ?? '';
    if (type.startsWith('application/json')) checkEnvelope(await reply.text());
    else await reply.arrayBuffer();
  };
  const run = (property: fc.IAsyncProperty<unknown>): Promise<void> =>
    Promise.resolve(fc.assert(property, { numRuns: CASES, endOnFailure: true }));

  test('on the action way each is answered in the envelope', async () => {
    await run(fc.asyncProperty(text, (body) => checkHttp(`/open_api?${at.sign()}`, { method: 'POST', body })));
  });

  test('in an address each is answered in the envelope', async () => {
    await run(
      fc.asyncProperty(message, fc.boolean(), async (one, form) => {
        const parts = Object.entries(one).map(([key, value]): [string, string] => [
          key,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]);
        const query = new URLSearchParams(parts);
        if (form) await checkHttp(`/open_api?${at.sign()}`, { method: 'POST', body: query });
        else await checkHttp(`/open_api?${at.sign()}&${query.toString()}`, { method: 'GET' });
      }),
    );
  });

  test('over REST each is answered in the envelope', async () => {
    const routes = fc.constantFrom(
      ['GET', ''],
      ['POST', ''],
      ['GET', '/get_customer'],
      ['GET', '/filter_customers'],
      ['PUT', '/update_customer'],
      ['DELETE', '/destroy_customer'],
      ['GET', '/feeds'],
      ['GET', '/export'],
      ['POST', '/batch_import_async'],
      ['GET', '/import_tasks/1'],
      ['GET', '/import_tasks/x%00'],
    );
    await run(
      fc.asyncProperty(routes, message, text, async ([method, path], one, body) => {
        const parts = Object.entries(one).filter(([, value]) => typeof value !== 'object');
        const query = new URLSearchParams(parts.map(([key, value]): [string, string] => [key, String(value)]));
        const sent = method === 'GET' || method === 'DELETE' ? {} : { body };
        await checkHttp(`/open_api/customers${path}?${at.sign()}&${query.toString()}`, { method: method!, ...sent });
      }),
    );
  });

  test('on the socket each is answered in the envelope, once', async () => {
    await run(
      fc.asyncProperty(text, async (frame) => {
        const answered = once(socket, 'message', { signal: AbortSignal.timeout(LONGEST_ANSWER_MS) });
        // A lone surrogate can't be sent as UTF-8 text.
        socket.send(frame.toWellFormed());
        const [data] = (await answered) as [Buffer];
        const answer = JSON.parse(data.toString()) as { topic?: unknown; data?: unknown };
        checkEnvelope('topic' in answer ? JSON.stringify(answer.data) : data.toString());
      }),
    );
    let more = 0;
    socket.on('message', () => (more += 1));
    await delay(100);
    assert.equal(more, 0);
  });
});
