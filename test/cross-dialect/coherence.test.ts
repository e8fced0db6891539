import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { setRequiredField } from '#crm/fields/set-required-field.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { assertCoherent } from './recount.ts';
import { type Speakers, speakersOf } from './speakers.ts';

const RUNS = Number(process.env['HUILIU_TEST_FUZZ'] ?? 2);

/** Names with pinyin, case, percent signs and no repetition between their alphabets. */
const names = fc.constantFrom('王小明', '李雷', 'Zhang San', '100%', '重庆_行', '单田芳', 'O’Brien');

type Step =
  | { readonly do: 'create' | 'rename'; readonly by: number; readonly at: number; readonly name: string }
  | { readonly do: 'company'; readonly at: number; readonly name: string }
  | {
      readonly do:
        | 'renameCompany'
        | 'followUp'
        | 'sell'
        | 'win'
        | 'deleteFollowUp'
        | 'delete'
        | 'restore'
        | 'type'
        | 'own';
      readonly at: number;
      readonly name: string;
    };

const index = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('create' as const, 'rename' as const),
    by: fc.nat({ max: 2 }),
    at: index,
    name: names,
  }),
  fc.record({ do: fc.constant('company' as const), at: index, name: names }),
  fc.record({
    do: fc.constantFrom(
      'renameCompany',
      'followUp',
      'sell',
      'win',
      'deleteFollowUp',
      'delete',
      'restore',
      'type',
      'own',
    ),
    at: index,
    name: names,
  }) as fc.Arbitrary<Step>,
);

onEachEngine('every dialect over one store', (boot) => {
  let at: TestApp;
  let speak: Speakers;
  let phone = 13_800_000_000;

  test('boots', async () => {
    at = await boot.app();
    // This suite writes what all dialects have in common.
    await at.store.write(async (db) => {
      for (const key of ['opty_type', 'opty_source', 'opty_stage']) {
        await setRequiredField(db, at.tenantId, 'opportunity', key, false);
      }
    });
    speak = await speakersOf(at);
  });

  interface Known {
    name: string;
    readonly phone: string;
    deleted: boolean;
  }

  async function run(one: Step, known: Map<string, Known>): Promise<void> {
    const ids = [...known.keys()];
    const id = ids[one.at % Math.max(1, ids.length)];
    if (one.do === 'create' || id === undefined) {
      const by = speak.all['by' in one ? one.by : 0]!;
      const made = { name: one.name, phone: String((phone += 1)) };
      known.set(await by.create(made), { ...made, deleted: false });
      return;
    }
    const state = known.get(id)!;
    if (one.do === 'restore') {
      if (!state.deleted) return;
      await speak.native('POST', `/customers/${id}/restore`);
      state.deleted = false;
      return;
    }
    if (state.deleted) return;
    await change(one, id, state);
  }

  async function change(one: Step, id: string, state: Known): Promise<void> {
    switch (one.do) {
      case 'rename': {
        const by = speak.all[one.by]!;
        const before = await changesOf(id);
        await by.rename(id, one.name);
        const fresh = (await changesOf(id)).slice(before.length);
        const expected = state.name === one.name ? [] : [['name', state.name, one.name, by.via]];
        assert.deepEqual(fresh, expected);
        state.name = one.name;
        return;
      }
      case 'company':
        await speak.native('PATCH', `/customers/${id}`, { company: one.name });
        assert.equal((await speak.companyOf(id))?.companyName, one.name);
        return;
      case 'renameCompany': {
        const { company } = await speak.native<{ company: { id: string } | null }>('GET', `/customers/${id}`);
        if (company === null) return;
        const before = await changesOf(id);
        await speak.renameCompany(company.id, one.name);
        assert.equal((await speak.companyOf(id))?.companyName, one.name);
        assert.deepEqual(await changesOf(id), before, "a linked company's rename is no change of the customer");
        return;
      }
      case 'followUp':
        await speak.native('POST', '/follow-ups', { customerId: id, type: '37', content: one.name });
        return;
      case 'deleteFollowUp': {
        const list = await speak.native<{ items: { id: string }[] }>('GET', `/follow-ups?customer=${id}&limit=1`);
        if (list.items[0] !== undefined) await speak.native('DELETE', `/follow-ups/${list.items[0].id}`);
        return;
      }
      case 'sell':
        await speak.native('POST', '/opportunities', { customerId: id, name: one.name, stage: '22' });
        return;
      case 'win': {
        const list = await speak.native<{ items: { id: string }[] }>('GET', `/opportunities?customer=${id}&limit=1`);
        if (list.items[0] !== undefined)
          await speak.native('PATCH', `/opportunities/${list.items[0].id}`, { stage: '25' });
        return;
      }
      case 'type':
        await speak.native('PATCH', `/customers/${id}`, { type: String((one.at % 4) + 1) });
        return;
      case 'own':
        await speak.native('PATCH', `/customers/${id}`, {
          owner: one.at % 2 === 0 ? null : { agent: { loginNo: 'own' } },
        });
        return;
      case 'delete': {
        const { code } = await speak.ttf({ action: 'destroy_customer', type: 'id', content: id });
        assert.equal(code, 1000);
        state.deleted = true;
      }
    }
  }

  /** A customer's changes, oldest first. */
  async function changesOf(id: string): Promise<string[][]> {
    const { items } = await speak.native<{
      items: { field: string; oldText: string; newText: string; via: string }[];
    }>('GET', `/customers/${id}/changes?limit=200`);
    return items.toReversed().map((one) => [one.field, one.oldText, one.newText, one.via]);
  }

  test('any writes through any dialects are seen by every other at once, leave one change a field, and keep every figure', {
    timeout: 600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const known = new Map<string, Known>();
        for (const one of steps) await run(one, known);
        for (const [id, { name, phone: number, deleted }] of known) {
          for (const speaker of speak.all) {
            assert.deepEqual(
              await speaker.read(id),
              deleted ? null : { name, phones: [number] },
              `${speaker.via} ${id}`,
            );
          }
        }
        await assertCoherent(at);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
