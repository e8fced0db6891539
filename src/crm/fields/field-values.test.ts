import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { Directory, Field, FieldKind, FieldOption, FieldSettings } from '#crm/access/directory.ts';
import { CrmError } from '#crm/errors.ts';
import { formatCustom, parseCustom } from './custom-text.ts';
import { canonicalDecimal } from './decimal.ts';
import { fieldText } from './field-text.ts';
import { storeFieldValue, type FieldFault } from './store-field-value.ts';
import type { CustomValues, FieldInput, StoredValue } from './value.ts';

const directory = { tenant: { id: 1n, code: 't', name: 't', timeZone: 'Asia/Shanghai' } } as Directory;

function fieldOf(kind: FieldKind, settings: FieldSettings = {}, options: readonly FieldOption[] = []): Field {
  return {
    id: 1n,
    record: 'customer',
    key: 'field_1',
    label: '栏',
    kind,
    required: false,
    enabled: true,
    position: 0,
    settings,
    options,
    optionsById: new Map(options.map((option) => [option.id, option])),
  };
}

const flat: readonly FieldOption[] = [
  { id: 1n, parentId: null, label: '高', position: 0, enabled: true },
  { id: 2n, parentId: null, label: '中', position: 1, enabled: true },
  { id: 3n, parentId: null, label: '停', position: 2, enabled: false },
];
const tree: readonly FieldOption[] = [
  { id: 1n, parentId: null, label: '华中', position: 0, enabled: true },
  { id: 2n, parentId: 1n, label: '武汉', position: 0, enabled: true },
  { id: 3n, parentId: null, label: '华北', position: 1, enabled: true },
  { id: 4n, parentId: 3n, label: '武汉', position: 0, enabled: true },
];

interface Case {
  readonly kind: FieldKind;
  readonly field: Field;
  /** Malformed, with what is said of it. */
  readonly bad: readonly (readonly [Exclude<FieldInput, null>, FieldFault, StoredValue?])[];
  /** Well-formed, with what is stored and shown. */
  readonly good: readonly (readonly [FieldInput, StoredValue | null, string, StoredValue?])[];
}

const long = (length: number) => ({ text: '𠮷'.repeat(length) });
const label = (...labels: string[]) => ({ choices: labels.map((one) => ({ label: one })) });
const ids = (...list: bigint[]) => ({ choices: list.map((id) => ({ id })) });
const file = { name: '合同.pdf', url: 'https://files.example/a,b.pdf', size: 10 };

const cases: readonly Case[] = [
  {
    kind: 'input',
    field: fieldOf('input'),
    bad: [
      [long(256), 'too long'],
      [{ text: 'a\0b' }, 'unreadable text'],
      [{ text: '\ud800' }, 'unreadable text'],
      [{ yes: true }, 'wrong kind of value'],
      [{ at: 1 }, 'wrong kind of value'],
      [ids(1n), 'wrong kind of value'],
    ],
    good: [
      [null, null, ''],
      [{ text: '' }, null, ''],
      [{ text: ' 两 边 ' }, ' 两 边 ', ' 两 边 '],
      [long(255), '𠮷'.repeat(255), '𠮷'.repeat(255)],
    ],
  },
  {
    kind: 'textarea',
    field: fieldOf('textarea'),
    bad: [
      [long(65_537), 'too long'],
      [{ text: 'a\0' }, 'unreadable text'],
      [{ codes: [] }, 'wrong kind of value'],
    ],
    good: [[{ text: '一\n二\t<b>' }, '一\n二\t<b>', '一\n二\t<b>']],
  },
  {
    kind: 'number',
    field: fieldOf('number'),
    bad: [
      [{ text: '1e3' }, 'not a number'],
      [{ text: '1,000' }, 'not a number'],
      [{ text: '.' }, 'not a number'],
      [{ text: '--1' }, 'not a number'],
      [{ text: 'NaN' }, 'not a number'],
      [{ text: '0x10' }, 'not a number'],
      [{ text: '1 2' }, 'not a number'],
      [{ at: 1 }, 'wrong kind of value'],
      [{ text: '9'.repeat(256) }, 'too long'],
    ],
    good: [
      [{ text: ' ' }, null, ''],
      [{ text: '007.50' }, '7.5', '7.5'],
      [{ text: '-0.00' }, '0', '0'],
      [{ text: '+3' }, '3', '3'],
      [{ text: '１２．５' }, '12.5', '12.5'],
      [
        { text: '123456789012345678901234567890.123456789' },
        '123456789012345678901234567890.123456789',
        '123456789012345678901234567890.123456789',
      ],
    ],
  },
  {
    kind: 'number',
    field: fieldOf('number', { integer: true }),
    bad: [
      [{ text: '1.5' }, 'not a whole number'],
      [{ text: '-0.1' }, 'not a whole number'],
    ],
    good: [
      [{ text: '5.000' }, '5', '5'],
      [{ text: '1.50' }, '1.5', '1.5', '1.5'],
    ],
  },
  ...(['select', 'radio'] as const).map(
    (kind): Case => ({
      kind,
      field: fieldOf(kind, {}, flat),
      bad: [
        [label('没有'), 'unknown option'],
        [ids(9n), 'unknown option'],
        [label('停'), 'unknown option'],
        [ids(3n), 'unknown option'],
        [label('高', '中'), 'more than one choice'],
        [{ text: '高' }, 'wrong kind of value'],
        [{ choices: [{}] }, 'unknown option'],
      ],
      good: [
        [{ choices: [] }, null, ''],
        [label('高'), '1', '高'],
        [label(' 中 '), '2', '中'],
        [ids(2n), '2', '中'],
        [{ choices: [{ id: 9n, label: '高' }] }, '1', '高'],
        [ids(3n), '3', '停', '3'],
        [label('停'), '3', '停', '3'],
      ],
    }),
  ),
  {
    kind: 'checkbox',
    field: fieldOf('checkbox', {}, flat),
    bad: [
      [label('高', '没有'), 'unknown option'],
      [label('停'), 'unknown option'],
      [{ yes: true }, 'wrong kind of value'],
    ],
    good: [
      [{ choices: [] }, null, ''],
      [label('中', '高', '中'), ['1', '2'], '高,中'],
      [ids(3n, 1n), ['1', '3'], '高,停', ['3']],
    ],
  },
  {
    kind: 'checkbox',
    field: fieldOf('checkbox', { yesNo: true }),
    bad: [
      [label('是'), 'wrong kind of value'],
      [{ text: '是' }, 'wrong kind of value'],
    ],
    good: [
      [{ yes: true }, 'yes', '是'],
      [{ yes: false }, null, ''],
    ],
  },
  {
    kind: 'cascade',
    field: fieldOf('cascade', {}, tree),
    bad: [
      [label('武汉'), 'unknown option'],
      [label('华中', '没有'), 'unknown option'],
      [ids(1n, 4n), 'unknown option'],
      [label('华中', '武汉', '武汉'), 'unknown option'],
      [{ text: '华中' }, 'wrong kind of value'],
    ],
    good: [
      [{ choices: [] }, null, ''],
      [label('华中'), ['1'], '华中'],
      [label('华北', '武汉'), ['3', '4'], '华北/武汉'],
      [ids(1n, 2n), ['1', '2'], '华中/武汉'],
    ],
  },
  {
    kind: 'city',
    field: fieldOf('city'),
    bad: [
      [{ codes: ['999999'] }, 'unknown region'],
      [{ codes: ['440100'] }, 'unknown region'],
      [{ codes: ['440000', '110100'] }, 'unknown region'],
      [{ names: ['广东省', '东城区'] }, 'unknown region'],
      [{ codes: ['440000', '440000'] }, 'unknown region'],
      [{ text: '广东省' }, 'wrong kind of value'],
    ],
    good: [
      [{ codes: [] }, null, ''],
      [{ codes: ['440000', '440100'] }, ['440000', '440100'], '广东省/广州市'],
      [{ names: ['广东', '广州'] }, ['440000', '440100'], '广东省/广州市'],
      [{ codes: ['1'] }, ['1'], '1', ['1']],
    ],
  },
  {
    kind: 'datetime',
    field: fieldOf('datetime'),
    bad: [
      // Year 10000 in the tenant's zone.
      [{ at: Date.parse('9999-12-31T16:00:00Z') }, 'not a time'],
      [{ at: Number.NaN }, 'not a time'],
      [{ at: 1.5 }, 'not a time'],
      [{ at: 8.64e15 }, 'not a time'],
      [{ text: '2024-01-01' }, 'wrong kind of value'],
    ],
    good: [
      [{ at: 0 }, 0, '1970-01-01 08:00'],
      // A day that is sent back keeps the hour that it doesn't show.
      [{ at: 0, span: 86_400_000 }, 3_600_000, '1970-01-01 09:00', 3_600_000],
      [{ at: 0, span: 86_400_000 }, 0, '1970-01-01 08:00', 86_400_000],
    ],
  },
  {
    kind: 'telephone',
    field: fieldOf('telephone'),
    bad: [
      [{ text: '1234' }, 'not a telephone number'],
      [{ text: '1'.repeat(21) }, 'not a telephone number'],
      [{ text: '138****8888' }, 'not a telephone number'],
      [{ text: '电话' }, 'not a telephone number'],
    ],
    good: [
      [{ text: ' ' }, null, ''],
      [{ text: '+86 138-8888-8888' }, '13888888888', '13888888888'],
    ],
  },
  {
    kind: 'email',
    field: fieldOf('email'),
    bad: [
      [{ text: 'a' }, 'not an e-mail address'],
      [{ text: 'a@b' }, 'not an e-mail address'],
      [{ text: 'a b@c.cn' }, 'not an e-mail address'],
      [{ text: 'a@b@c.cn' }, 'not an e-mail address'],
      [{ text: `${'a'.repeat(251)}@b.cn` }, 'too long'],
    ],
    good: [
      [{ text: ' 张三@例子.中国 ' }, '张三@例子.中国', '张三@例子.中国'],
      [{ text: '' }, null, ''],
    ],
  },
  {
    kind: 'attachment',
    field: fieldOf('attachment'),
    bad: [
      [{ files: [{ ...file, url: 'javascript:alert(1)' }] }, 'not a file'],
      [{ files: [{ ...file, size: -1 }] }, 'not a file'],
      [{ files: [{ ...file, url: '//evil.example/a' }] }, 'not a file'],
      [{ files: [{ ...file, url: '/\\evil.example' }] }, 'not a file'],
      [{ files: [{ ...file, size: Number.NaN }] }, 'not a file'],
      [{ files: [{ ...file, name: 'a\0' }] }, 'unreadable text'],
      [{ files: Array.from({ length: 101 }, () => file) }, 'too long'],
      [{ text: file.url }, 'wrong kind of value'],
    ],
    good: [
      [{ files: [] }, null, ''],
      [{ files: [file] }, [file], file.url],
      [{ files: [{ ...file, url: '/files/1' }, file] }, [{ ...file, url: '/files/1' }, file], `/files/1,${file.url}`],
    ],
  },
  {
    kind: 'datasource',
    field: fieldOf('datasource', { tableId: '1' }),
    bad: [
      [{ rowIds: ['x'] }, 'not a row'],
      [{ rowIds: ['0'] }, 'not a row'],
      [{ rowIds: ['9223372036854775808'] }, 'not a row'],
      [{ rowIds: ['-1'] }, 'not a row'],
      [{ text: '1' }, 'wrong kind of value'],
    ],
    good: [
      [{ rowIds: [] }, null, ''],
      [{ rowIds: ['7', '9223372036854775807', '7'] }, ['7', '9223372036854775807'], '一号,9223372036854775807'],
    ],
  },
];

const rows = new Map([[7n, '一号']]);

for (const { kind, field, bad, good } of cases) {
  suite(`a ${kind} field ${JSON.stringify(field.settings)}`, () => {
    for (const [input, reason, present] of bad) {
      test(`refuses ${show(input)} as ${reason}`, () => {
        assert.throws(
          () => storeFieldValue(directory, field, input, present),
          (error) =>
            error instanceof CrmError &&
            error.is('field_invalid') &&
            error.details.reason === reason &&
            error.details.label === '栏',
        );
      });
    }
    for (const [input, stored, text, present] of good) {
      test(`keeps ${show(input)} as ${show(stored)}`, () => {
        assert.deepEqual(storeFieldValue(directory, field, input, present), stored);
        assert.equal(fieldText(directory, field, stored, rows), text);
      });
    }
  });
}

suite('custom values', () => {
  test('come back from their column as they went in', () => {
    const values: CustomValues = new Map<bigint, StoredValue>([
      [9_223_372_036_854_775_807n, ['1', '2']],
      [2n, 'a"b'],
      [1n, 5],
      [10n, [file]],
    ]);
    assert.deepEqual(parseCustom(formatCustom(values)), values);
    assert.equal(formatCustom(new Map()), null);
    assert.equal(parseCustom(null).size, 0);
  });
});

suite('canonical decimals', () => {
  test('equal the number they were written for, whatever zeros were added', () => {
    const digits = fc.stringMatching(/^\d{1,40}$/);
    fc.assert(
      fc.property(fc.constantFrom('', '-', '+'), digits, digits, fc.nat(5), (sign, whole, fraction, zeros) => {
        const canonical = canonicalDecimal(`${sign}${'0'.repeat(zeros)}${whole}.${fraction}${'0'.repeat(zeros)}`);
        const scaled = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
        assert.ok(canonical !== null);
        const [left, right = ''] = canonical.replace('-', '').split('.');
        const back = BigInt(`${left}${right.padEnd(fraction.length, '0')}`) * (canonical.startsWith('-') ? -1n : 1n);
        assert.equal(back, scaled);
        assert.equal(canonicalDecimal(canonical), canonical);
        assert.match(canonical, /^(?:0|-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?)$/);
      }),
    );
  });

  test('a long run of zeros that ends otherwise takes no time', () => {
    assert.equal(canonicalDecimal(`0.${'0'.repeat(100_000)}1x`), null);
  });
});

suite('cascades', () => {
  test('take every path from a root and no other list of options', () => {
    const field = fieldOf('cascade', {}, tree);
    const parentOf = new Map(tree.map((option) => [option.id, option.parentId]));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(1n, 2n, 3n, 4n), { maxLength: 3 }), (path) => {
        const isPath = path.every((id, i) => parentOf.get(id) === (path[i - 1] ?? null));
        const store = () => storeFieldValue(directory, field, ids(...path));
        if (isPath) assert.deepEqual(store(), path.length === 0 ? null : path.map(String));
        else assert.throws(store);
      }),
    );
  });
});

function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? '';
  return text.length > 80 ? `${text.slice(0, 80)}… (${text.length})` : text;
}
