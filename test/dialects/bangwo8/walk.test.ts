import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompany } from '#crm/companies/create-company.ts';
import { deleteCompany } from '#crm/companies/delete-company.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { callerAs, type TestCaller } from './caller.ts';

interface Page {
  readonly companies?: readonly { uId: string }[];
  readonly results?: readonly { uId: number }[];
  readonly count: number;
  readonly next_page: string | null;
  readonly previous_page: string | null;
}

const START = Date.UTC(2020, 0, 1);
const COMPANIES = 120;

onEachEngine('bangwo8 links', (boot) => {
  let at: TestApp;
  let admin: TestCaller;
  let made: bigint[];
  /** Times that many companies share, so that the id must break ties. */
  const timeOf = (index: number) => START + Math.floor(index / 7) * 60_000;
  const add = (index: number) =>
    at.store.write((db) =>
      createCompany(db, at.admin, { name: `走查${index}` }, { createdAt: timeOf(index), updatedAt: timeOf(-index) }),
    );
  const idsOf = (page: Page) => (page.companies ?? page.results ?? []).map(({ uId }) => String(uId));

  /** Follows a link to its end, with `between` run after each page. */
  const walk = async (
    path: string,
    link: 'next_page' | 'previous_page' = 'next_page',
    between: (page: Page) => Promise<void> = () => Promise.resolve(),
  ) => {
    const pages: Page[] = [];
    for (let to: string | null = path; to !== null; ) {
      const answer = await admin.get(to);
      assert.equal(answer.status, 200, answer.text);
      const page = answer.json<Page>();
      pages.push(page);
      await between(page);
      to = page[link];
      assert.ok(pages.length < 500, 'the walk does not end');
    }
    return pages;
  };

  test('the program starts', async () => {
    at = await boot.app();
    admin = callerAs(at);
    made = [];
    for (let index = 0; index < COMPANIES; index += 1) made.push((await add(index)).id);
  });

  const orders: readonly (readonly [path: string, expected: (ids: string[]) => string[]])[] = [
    ['/companies?per_page=7', (ids) => ids],
    ['/companies?per_page=7&created_order=asc', (ids) => ids],
    ['/companies?per_page=7&created_order=desc', (ids) => ids.toReversed()],
    ['/companies?per_page=7&created_order=desc&updated_order=asc', (ids) => ids.toReversed()],
    ['/companies/search?query=走查&per_page=7', (ids) => ids.toReversed()],
    ['/companies/search?query=走查 createDT>=2020-01-01&per_page=7&sort_order=asc', (ids) => ids],
    ['/companies/search?query=走查&per_page=7&sort_by=createDT&sort_order=asc', (ids) => ids],
  ];

  test('links lead through every order forwards and back again', async () => {
    for (const [path, expected] of orders) {
      const pages = await walk(path);
      assert.deepEqual(pages.flatMap(idsOf), expected(made.map(String)), path);
      assert.equal(pages[0]!.previous_page, null);
      for (const page of pages) assert.equal(page.count, COMPANIES);
      const back = await walk(pages.at(-1)!.previous_page!, 'previous_page');
      assert.deepEqual(
        back.toReversed().flatMap(idsOf),
        expected(made.map(String)).slice(0, -1 * idsOf(pages.at(-1)!).length),
        path,
      );
    }
  });

  test('pages by number alone answer the same, and are empty past the end', async () => {
    const second = (await admin.get('/companies?per_page=50&page=2')).json<Page>();
    assert.deepEqual(idsOf(second), made.slice(50, 100).map(String));
    const past = (await admin.get('/companies?per_page=50&page=4')).json<Page>();
    assert.deepEqual([idsOf(past), past.next_page, past.count], [[], null, COMPANIES]);
  });

  test('an anchor of another list is refused', async () => {
    const { next_page } = (await admin.get('/companies?per_page=7')).json<Page>();
    const after = new URL(next_page!.replace('{base}', 'http://x')).searchParams.get('after')!;
    assert.equal((await admin.get(`/companies?created_order=asc&after=${after}`)).status, 400);
    assert.equal((await admin.get(`/companies?after=${after.replace(/\d/, '9')}`)).status, 400);
  });

  test('a walk visits every company once while others come and go', async () => {
    for (const [path, expected] of orders) {
      const stay = new Set(made.map(String));
      let turn = 0;
      const pages = await walk(path, 'next_page', async (page) => {
        turn += 1;
        // In front of the walk, behind it and in the middle; the row that the next link names goes as well.
        const fresh = [await add(turn), await add(COMPANIES + turn), await add(60)];
        const [anchor] = idsOf(page).slice(-1);
        const goes = [fresh[0]!.id, BigInt(anchor!)];
        await at.store.write(async (db) => {
          for (const id of goes) await deleteCompany(db, at.admin, id);
        });
        made = made.filter((id) => id !== BigInt(anchor!));
        stay.delete(anchor!);
      });
      const visited = pages.flatMap(idsOf);
      assert.equal(new Set(visited).size, visited.length, `${path}: visited twice`);
      const seen = new Set(visited);
      assert.deepEqual(
        [...stay].filter((id) => !seen.has(id)),
        [],
        `${path}: not visited`,
      );
      assert.deepEqual(
        visited.filter((id) => stay.has(id)),
        expected([...stay]),
        path,
      );
      await at.store.write(async (db) => {
        const rows = await db.sql.selectFrom('companies').select('id').where('deleted_at', 'is', null).execute();
        for (const { id } of rows) if (!stay.has(String(id))) await deleteCompany(db, at.admin, id);
      });
    }
  });
});
