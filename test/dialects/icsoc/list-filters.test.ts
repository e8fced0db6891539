import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { deleteFollowUps } from '#crm/follow-ups/delete-follow-ups.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import { deleteOpportunities } from '#crm/opportunities/delete-opportunities.ts';
import { fold } from '#crm/search/fold.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type IcsocCaller, openCaller } from './icsoc-caller.ts';

/** Set it for many more questions. */
const QUESTIONS = process.env['HUILIU_TEST_FUZZ'] === undefined ? 100 : 3000;

/** Few letters, so that parts overlap, repeat and turn up in many texts. */
const text = (maxLength: number) =>
  fc
    .string({ unit: fc.constantFrom('王', '伟', 'a', 'B', '1', ' ', '%', '😀'), minLength: 1, maxLength })
    .filter((one) => fold(one) !== '');
const second = fc.integer({ min: 0, max: 5 });
const OWNERS = [null, 'own', 'tree'] as const;

const clients = fc.array(
  fc.record({ name: text(8), type: fc.integer({ min: 1, max: 2 }), owner: fc.constantFrom(...OWNERS), second }),
  { minLength: 30, maxLength: 30 },
);
const opportunities = fc.array(
  fc.record({ client: fc.nat({ max: 29 }), name: text(8), stage: fc.constantFrom(22, 23), second }),
  { minLength: 40, maxLength: 40 },
);
const records = fc.array(
  fc.record({ client: fc.nat({ max: 29 }), content: text(20), type: fc.constantFrom(36, 37), second }),
  { minLength: 80, maxLength: 80 },
);

/** A part of one of the texts that are there, and now and then one that may be in none. */
interface Part {
  readonly of: number;
  readonly from: number;
  readonly length: number;
  readonly tail: string;
}
const partOf = fc.record<Part>({
  of: fc.nat(),
  from: fc.nat(),
  length: fc.integer({ min: 1, max: 8 }),
  tail: fc.constantFrom('', '', '', 'a', '王'),
});

const values = {
  cle_name: partOf,
  create_time: second,
  create_time_end: second,
  client: fc.nat({ max: 29 }),
  kind: fc.integer({ min: 1, max: 2 }),
  part: partOf,
};
type Name = keyof typeof values;
/** Few filters at once: many leave nothing to compare. */
const question = fc
  .tuple(fc.subarray(Object.keys(values) as Name[], { maxLength: 3 }), fc.record(values))
  .map(([names, all]): Partial<typeof all> => Object.fromEntries(names.map((name) => [name, all[name]])));
const page = fc.record({
  list: fc.constantFrom('records', 'clients', 'opportunities'),
  sort: fc.constantFrom('create_time', 'update_time', 'id'),
  order: fc.constantFrom('asc', 'desc'),
  size: fc.integer({ min: 1, max: 40 }),
  login: fc.constantFrom('admin', 'own'),
});

/** What a list should show of a row, whatever its kind. */
interface Expected {
  readonly id: bigint;
  readonly clientId: bigint;
  readonly clientName: string;
  readonly owner: (typeof OWNERS)[number];
  readonly kind: number;
  readonly part: string;
  readonly second: number;
}

const lists = {
  records: {
    path: '/followupRecord/followupRecords',
    kind: 'record_type',
    kinds: [36, 37],
    part: 'record_content_name',
  },
  clients: { path: '/client/clients', kind: 'cle_type', kinds: [1, 2], part: undefined },
  opportunities: { path: '/opportunity/opportunities', kind: 'opty_stage', kinds: [22, 23], part: 'opty_name' },
} as const;

const dayOne = Date.UTC(2019, 0, 1, 4);
/** Within the second, as callers see only that. */
const atSecond = (value: number) => dayOne + value * 1000 + 500;
/** In the tenant's zone, +08:00. */
const timeText = (value: number) => `2019-01-01 12:00:0${value}`;

onEachEngine('icsoc list filters', (boot) => {
  let at: TestApp;
  const callers: Record<string, IcsocCaller> = {};
  const all: Record<keyof typeof lists, Expected[]> = { records: [], clients: [], opportunities: [] };

  test('the program starts with records, some of them deleted', async () => {
    at = await boot.app();
    for (const login of ['admin', 'own']) {
      const username = `${at.tenantCode}|${login}`;
      callers[login] = await openCaller(at, at.client, { username, password: at.adminLogin.password });
    }
    const { agentsByLogin } = await at.store.directory(at.tenantId);
    const [some, opties, notes] = fc.sample(fc.tuple(clients, opportunities, records), { numRuns: 1, seed: 7 })[0]!;
    const who = at.admin;
    for (const { name, type, owner, second: made } of some) {
      const agent = owner === null ? undefined : { id: agentsByLogin.get(owner)!.id };
      const patch = {
        name,
        type: { id: BigInt(type) },
        ...(agent && { owner: { agent, departmentId: at.departmentId } }),
      };
      const { id } = await at.store.write((db) => createCustomer(db, who, patch, { createdAt: atSecond(made) }));
      all.clients.push({ id, clientId: id, clientName: name, owner, kind: type, part: '', second: made });
    }
    for (const { client, name, stage, second: made } of opties) {
      const { clientId, clientName, owner } = all.clients[client]!;
      const patch = { name, stage: { id: BigInt(stage) } };
      const kept = { createdAt: atSecond(made) };
      const { id } = await at.store.write((db) => createOpportunity(db, who, clientId, patch, kept));
      all.opportunities.push({ id, clientId, clientName, owner, kind: stage, part: name, second: made });
    }
    for (const { client, content, type, second: made } of notes) {
      const { clientId, clientName, owner } = all.clients[client]!;
      const input = { customerId: clientId, typeId: BigInt(type), content };
      const { id } = await at.store.write((db) => createFollowUp(db, who, input, { createdAt: atSecond(made) }));
      all.records.push({ id, clientId, clientName, owner, kind: type, part: content, second: made });
    }
    const gone = all.clients.splice(3, 1)[0]!.id;
    const [goneOpty, goneNote] = [all.opportunities.splice(5, 1)[0]!.id, all.records.splice(9, 1)[0]!.id];
    await at.store.write(async (db) => {
      await deleteOpportunities(db, who, [goneOpty]);
      await deleteFollowUps(db, who, [goneNote]);
      await deleteCustomer(db, who, gone);
    });
    all.records = all.records.filter((one) => one.clientId !== gone);
    all.opportunities = all.opportunities.filter((one) => one.clientId !== gone);
  });

  test('lists answer what comparing every row answers, by any filters, sort, page size and scope', async () => {
    const property = fc.asyncProperty(question, page, async (asked, { list, sort, order, size, login }) => {
      const { path, kind, kinds, part } = lists[list];
      const client = asked.client === undefined ? undefined : all.clients[asked.client % all.clients.length]!.id;
      const name = cut(
        all.clients.map((one) => one.clientName),
        asked.cle_name,
      );
      const text =
        part === undefined
          ? ''
          : cut(
              all[list].map((one) => one.part),
              asked.part,
            );
      const query = {
        ...(name !== '' && { cle_name: name }),
        ...(asked.create_time !== undefined && { create_time: timeText(asked.create_time) }),
        ...(asked.create_time_end !== undefined && { create_time_end: timeText(asked.create_time_end) }),
        ...(client !== undefined && { cle_id: client }),
        ...(asked.kind !== undefined && { [kind]: kinds[asked.kind - 1]! }),
        ...(part !== undefined && text !== '' && { [part]: text }),
      };
      const holds = (one: Expected) =>
        (login === 'admin' || one.owner !== 'tree') &&
        fold(one.clientName).includes(fold(name)) &&
        one.second >= (asked.create_time ?? 0) &&
        one.second <= (asked.create_time_end ?? 9) &&
        isOf(client, one.clientId, login) &&
        (asked.kind === undefined || one.kind === kinds[asked.kind - 1]) &&
        fold(one.part).includes(fold(text));
      const expected = all[list].filter(holds).toSorted((a, b) => {
        const bySecond = sort === 'id' ? 0 : a.second - b.second;
        const ascending = bySecond !== 0 ? bySecond : Number(a.id - b.id);
        return order === 'asc' ? ascending : -ascending;
      });
      const seen: string[] = [];
      for (let cursor = ''; ; ) {
        const answer = await callers[login]!.get(path, { ...query, sort, order, page_size: size, cursor });
        assert.equal(answer.status, 200, answer.text);
        const data = answer.body.data as { cursor: string; total: number; rows: { id: string }[] };
        assert.equal(data.total, expected.length);
        if (data.rows.length === 0) break;
        seen.push(...data.rows.map((row) => row.id));
        cursor = data.cursor;
      }
      assert.deepEqual(
        seen,
        expected.map((one) => String(one.id)),
      );
    });
    await fc.assert(property, { numRuns: QUESTIONS });
  });

  function cut(texts: readonly string[], part: Part | undefined): string {
    if (part === undefined) return '';
    const letters = [...texts[part.of % texts.length]!];
    const from = part.from % letters.length;
    return letters.slice(from, from + part.length).join('') + part.tail;
  }

  /** The id of a client that the caller sees is only that one; other digits are a part of the id. */
  function isOf(asked: bigint | undefined, clientId: bigint, login: string): boolean {
    if (asked === undefined || asked === clientId) return true;
    const isSeen = login === 'admin' || all.clients.find((one) => one.id === asked)?.owner !== 'tree';
    return !isSeen && String(clientId).includes(String(asked));
  }
});
