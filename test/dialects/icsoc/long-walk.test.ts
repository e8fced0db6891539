import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { bulkCreateFollowUps } from '#crm/follow-ups/bulk-create-follow-ups.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import { randomOf } from '#cli/generate/random.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type IcsocCaller, openCaller } from './icsoc-caller.ts';

/** Set it for the 100 thousand records that the program is held to. */
const isWhole = process.env['HUILIU_TEST_FUZZ'] !== undefined;
const RECORDS = isWhole ? 100_000 : 2000;
const CUSTOMERS = isWhole ? 200 : 50;
const PAGE = isWhole ? 100 : 20;
/** Pages at each end whose times are compared; of few records they show nothing. */
const TIMED = isWhole ? 30 : 3;
/** Seconds over which the records are spread: some share one. */
const SPAN_S = RECORDS / 2;
const START_S = 1_600_000_000;
const LIST = '/followupRecord/followupRecords';

interface Page {
  readonly cursor: string;
  readonly total: number;
  readonly rows: readonly { readonly id: string }[];
}

onEachEngine('icsoc: a long walk', (boot) => {
  for (const order of ['desc', 'asc'] as const) {
    test(`${order}, while others write and delete: none twice, none left out, the end as cheap as the start`, async (t) => {
      const at = await boot.app();
      const caller = await openCaller(at);
      const customers = await addCustomers(at);
      const present = await addRecords(at, customers);
      const others = writeMeanwhile(at, caller, customers, present);
      const { seen, cursors } = await walk(caller, order);
      const { added, removed } = await others.stop();

      assert.equal(new Set(seen).size, seen.length, 'no record comes twice');
      const met = new Set(seen);
      const throughout = present.filter((id) => !removed.has(id));
      assert.deepEqual(
        throughout.filter((id) => !met.has(id)),
        [],
        'none that was there throughout is left out',
      );
      const known = new Set([...present, ...added]);
      assert.ok(seen.every((id) => known.has(id)));
      assert.ok(added.size > 0 && removed.size > 0, 'others wrote and deleted');

      const { first, last } = await compareEnds(caller, order, cursors);
      t.diagnostic(
        `${cursors.length} pages of ${PAGE} through ${RECORDS}, ${added.size} added and ${removed.size} deleted meanwhile: ` +
          `a page at the start ${first.toFixed(1)} ms, at the end ${last.toFixed(1)} ms`,
      );
      if (isWhole) assert.ok(last <= first * 1.5, `${last} ms at the end, ${first} at the start`);
    });
  }
});

async function addCustomers(at: TestApp): Promise<{ id: bigint; opportunityId: bigint }[]> {
  const who = await at.callerOf('admin');
  return await at.store.write(async (db) => {
    const made = [];
    for (let i = 0; i < CUSTOMERS; i += 1) {
      const { id } = await createCustomer(db, who, { name: `客户${i}` });
      made.push({ id, opportunityId: (await createOpportunity(db, who, id, { name: `商机${i}` })).id });
    }
    return made;
  });
}

type Customers = Awaited<ReturnType<typeof addCustomers>>;

async function addRecords(at: TestApp, customers: Customers): Promise<string[]> {
  const who = await at.callerOf('admin');
  const ids: string[] = [];
  for (let from = 0; from < RECORDS; from += 2000) {
    const rows = Array.from({ length: 2000 }, (_unused, place) => rowAt(customers, from + place));
    const outcomes = await at.store.write((db) => bulkCreateFollowUps(db, who, rows));
    for (const outcome of outcomes) {
      assert.ok('id' in outcome);
      ids.push(String(outcome.id));
    }
  }
  return ids;
}

function rowAt(customers: Customers, index: number) {
  const random = randomOf('long walk', index);
  const { id, opportunityId } = random.pick(customers);
  return {
    input: { customerId: id, opportunityId, typeId: 36n + BigInt(random.below(3)), content: `<p>第${index}次跟进</p>` },
    kept: { createdAt: (START_S + random.below(SPAN_S)) * 1000 },
  };
}

/** Until it is stopped: records come, now and at any time of the list, and others go. */
function writeMeanwhile(at: TestApp, caller: IcsocCaller, customers: Customers, present: readonly string[]) {
  const added = new Set<string>();
  const removed = new Set<string>();
  const random = randomOf('meanwhile', 0);
  let stopped = false;
  const written = (async () => {
    const who = await at.callerOf('admin');
    for (let turn = RECORDS; !stopped; turn += 3) {
      const rows = [turn, turn + 1, turn + 2].map((index) => rowAt(customers, index));
      const outcomes = await at.store.write((db) => bulkCreateFollowUps(db, who, rows));
      for (const outcome of outcomes) if ('id' in outcome) added.add(String(outcome.id));
      const { id: cle_id } = random.pick(customers);
      const body = `{"cle_id":${cle_id},"record_type":36,"record_content":"现在"}`;
      const posted = await caller.post('/followupRecord', body);
      assert.equal(posted.status, 200, posted.text);
      added.add((posted.body.data as { id: string }).id);
      const ids = [random.pick(present), random.pick([...added])];
      const deleted = await caller.delete('/followupRecord', { ids });
      assert.equal(deleted.status, 200, deleted.text);
      for (const id of ids) removed.add(id);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await written;
      return { added, removed };
    },
  };
}

/** Every id that the pages show, and the cursors that asked for them. */
async function walk(caller: IcsocCaller, order: string): Promise<{ seen: string[]; cursors: string[] }> {
  const seen: string[] = [];
  const cursors: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await fetchPage(caller, order, cursor);
    if (page.rows.length === 0) return { seen, cursors };
    seen.push(...page.rows.map((row) => row.id));
    cursors.push(cursor);
    cursor = page.cursor;
  }
}

/** What whole pages take there, in ms: the median of some, by turns, so that whatever else the machine does weighs on both. */
async function compareEnds(caller: IcsocCaller, order: string, cursors: readonly string[]) {
  const times: { first: number[]; last: number[] } = { first: [], last: [] };
  for (let turn = 1; turn <= TIMED; turn += 1) {
    for (const [end, at] of [
      ['first', turn],
      ['last', -1 - turn],
    ] as const) {
      const startedAt = performance.now();
      await fetchPage(caller, order, cursors.at(at)!);
      times[end].push(performance.now() - startedAt);
    }
  }
  return { first: median(times.first), last: median(times.last) };
}

async function fetchPage(caller: IcsocCaller, order: string, cursor: string): Promise<Page> {
  const answer = await caller.get(LIST, { page_size: PAGE, order, cursor });
  assert.equal(answer.status, 200, answer.text);
  return answer.body.data as unknown as Page;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
