import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Directory, Field, FieldKind, Role } from '#crm/access/directory.ts';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import { applyCustom, maskCustom } from './apply-custom.ts';
import type { CustomValues, FieldInput, StoredValue } from './value.ts';

function fieldOf(id: bigint, kind: FieldKind, more: Partial<Field> = {}): Field {
  return {
    id,
    record: 'customer',
    key: `field_${id}`,
    label: `栏${id}`,
    kind,
    required: false,
    enabled: true,
    position: Number(id),
    settings: {},
    options: [],
    optionsById: new Map(),
    ...more,
  };
}

function callerOf(fields: readonly Field[], permissions: Role['permissions'] = new Set(['phone.reveal'])): Caller {
  const role: Role = { id: 1n, name: '角色', scope: 'all', permissions, isAdmin: false };
  const set = {
    all: fields.filter((field) => field.enabled),
    byId: new Map(fields.map((field) => [field.id, field])),
    byKey: new Map(fields.map((field) => [field.key, field])),
  };
  const directory = {
    tenant: { id: 1n, code: 't', name: 't', timeZone: 'Asia/Shanghai' },
    roles: new Map([[1n, role]]),
    agents: new Map([[1n, { id: 1n, roleId: 1n }]]),
    fields: new Map([['customer', set]]),
  } as unknown as Directory;
  return { tenantId: 1n, directory, agentId: 1n, via: 'native', now: 0 };
}

const none: CustomValues = new Map();
const input = (...entries: [bigint, FieldInput][]) => new Map(entries);
const values = (...entries: [bigint, StoredValue][]) => new Map(entries);
const refused = (code: CrmErrorCode) => (error: unknown) => error instanceof CrmError && error.is(code);

test('a field that the record doesn’t have, or that is disabled, is refused', () => {
  const who = callerOf([fieldOf(1n, 'input'), fieldOf(2n, 'input', { enabled: false })]);
  assert.throws(
    () => applyCustom(who, 'customer', none, input([9n, { text: 'x' }]), 'update'),
    refused('unknown_field'),
  );
  assert.throws(
    () => applyCustom(who, 'customer', none, input([2n, { text: 'x' }]), 'update'),
    refused('unknown_field'),
  );
  assert.throws(
    () => applyCustom(who, 'company', none, input([1n, { text: 'x' }]), 'update'),
    refused('unknown_field'),
  );
});

test('a required field must be given on create, and can’t be cleared, but an update may leave it alone', () => {
  const who = callerOf([fieldOf(1n, 'input', { required: true }), fieldOf(2n, 'input')]);
  const apply = (given: ReturnType<typeof input>, mode: 'create' | 'update', present = none) =>
    applyCustom(who, 'customer', present, given, mode);
  assert.throws(() => apply(input(), 'create'), refused('field_required'));
  for (const text of ['', ' \t'])
    assert.throws(() => apply(input([1n, { text }]), 'create'), refused('field_required'));
  assert.throws(() => apply(input([1n, null]), 'update', values([1n, 'x'])), refused('field_required'));
  apply(input([2n, { text: 'y' }]), 'update');
  // An update that touches it is checked, even one of a record that was empty before the field was required.
  assert.throws(() => apply(input([1n, null]), 'update'), refused('field_required'));
  assert.deepEqual(apply(input([1n, { text: 'x' }]), 'create').values, values([1n, 'x']));
});

test('"no" answers a required yes/no box', () => {
  const who = callerOf([fieldOf(1n, 'checkbox', { required: true, settings: { yesNo: true } })]);
  assert.equal(applyCustom(who, 'customer', none, input([1n, { yes: false }]), 'create').values.size, 0);
  assert.throws(() => applyCustom(who, 'customer', none, input([1n, null]), 'create'), refused('field_required'));
});

test('what isn’t named stays, that of disabled fields too, and only real changes are told', () => {
  const who = callerOf([fieldOf(1n, 'input'), fieldOf(2n, 'number'), fieldOf(3n, 'input', { enabled: false })]);
  const present = values([1n, '旧'], [2n, '7.5'], [3n, '停']);
  const applied = applyCustom(who, 'customer', present, input([1n, { text: '新' }], [2n, { text: '07.50' }]), 'update');
  assert.deepEqual(applied.values, values([1n, '新'], [2n, '7.5'], [3n, '停']));
  assert.deepEqual(applied.changes, [{ field: 'field:1', label: '栏1', oldText: '旧', newText: '新' }]);
  assert.deepEqual(present, values([1n, '旧'], [2n, '7.5'], [3n, '停']), 'the present values are untouched');
  const cleared = applyCustom(who, 'customer', present, input([1n, null]), 'update');
  assert.equal(cleared.values.has(1n), false);
  assert.deepEqual(
    cleared.changes.map((change) => change.newText),
    [''],
  );
});

test('who doesn’t see phones gets masks; a mask sent back changes nothing, other masked text is refused', () => {
  const fields = [fieldOf(1n, 'telephone'), fieldOf(2n, 'input')];
  const present = values([1n, '13888888888'], [2n, '13888888888']);
  const who = callerOf(fields, new Set());
  assert.deepEqual(maskCustom(who, 'customer', present), values([1n, '138****8888'], [2n, '13888888888']));
  const echoed = applyCustom(who, 'customer', present, input([1n, { text: '138****8888' }]), 'update');
  assert.deepEqual([echoed.values, echoed.changes], [present, []]);
  for (const text of ['139****8888', '138****888', '*']) {
    assert.throws(
      () => applyCustom(who, 'customer', present, input([1n, { text }]), 'update'),
      refused('field_invalid'),
      text,
    );
  }
  const seeing = callerOf(fields);
  assert.deepEqual(maskCustom(seeing, 'customer', present), present);
  assert.throws(
    () => applyCustom(seeing, 'customer', present, input([1n, { text: '138****8888' }]), 'update'),
    refused('field_invalid'),
  );
});

test('new asset rows must be there; those that the record names already may be gone', () => {
  const who = callerOf([fieldOf(1n, 'datasource', { settings: { tableId: '5' } })]);
  const rows = new Map([[7n, '七号']]);
  const apply = (present: CustomValues, ...rowIds: string[]) =>
    applyCustom(who, 'customer', present, input([1n, { rowIds }]), 'update', rows);
  assert.throws(() => apply(none, '8'), refused('field_invalid'));
  assert.throws(() => apply(values([1n, ['8']]), '8', '9'), refused('field_invalid'));
  const applied = apply(values([1n, ['8']]), '8', '7');
  assert.deepEqual(applied.values, values([1n, ['8', '7']]));
  assert.deepEqual(applied.changes, [{ field: 'field:1', label: '栏1', oldText: '8', newText: '8,七号' }]);
});
