import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { auditActions } from '../../console/admin-integration/audit-actions.ts';
import { en } from '../../console/i18n/en.ts';
import { zhCN } from '../../console/i18n/zh-CN.ts';

const root = join(import.meta.dirname, '../../console');
const sources = globSync('**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.startsWith('i18n/'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

const chinese = flat(zhCN);
const english = flat(en);
/** English has a text of its own for one of a thing; Chinese has not. */
const withoutNumber = (key: string): string => key.replace(/_one$/, '');
/** Refusals are told in the server's own words in English, so their sentences stand in Chinese alone. */
const isToldByServer = (key: string): boolean => /^(problems|reasons)\./.test(key);
const inBoth = new Map([...chinese].filter(([key]) => !isToldByServer(key)));

test('every text stands in both languages, and none is empty', () => {
  assert.deepEqual(
    [...inBoth.keys()].filter((key) => !english.get(key)?.trim()),
    [],
    'missing in English',
  );
  assert.deepEqual(
    [...english.keys()].filter((key) => !chinese.get(withoutNumber(key))?.trim()),
    [],
    'missing in Chinese',
  );
  assert.deepEqual(
    [...chinese].filter(([, text]) => text.trim() === ''),
    [],
  );
});

test('both languages fill in the same values', () => {
  const values = (text = ''): string[] => [...text.matchAll(/\{\{\w+\}\}/g)].map((match) => match[0]).sort();
  const different = [...inBoth].filter(([key, text]) => `${values(text)}` !== `${values(english.get(key))}`);
  assert.deepEqual(
    different.map(([key]) => key),
    [],
  );
});

test('no English text was left in Chinese', () => {
  const left = [...english].filter(([, text]) => /\p{Script=Han}/u.test(text));
  assert.deepEqual(
    left.map(([key]) => key),
    [],
  );
});

test('every text that a screen asks for exists', () => {
  const missing = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\bt\(\s*'([\w.]+)'/g)]
      .map((match) => match[1] ?? '')
      .filter((key) => !chinese.has(key))
      .map((key) => `${file}: ${key}`),
  );
  assert.deepEqual(missing, []);
});

test('every text is asked for somewhere', () => {
  const all = sources.map(({ text }) => text).join('\n');
  const literal = new Set([...all.matchAll(/'((?:\w+\.)+\w+)'/g)].map((match) => match[1]));
  const begun = [...all.matchAll(/`((?:\w+\.)+)\$\{/g)].map((match) => match[1] ?? '');
  const unused = [...chinese.keys()].filter(
    (key) => !literal.has(key) && !begun.some((start) => key.startsWith(start)) && !key.startsWith('reasons.'),
  );
  assert.deepEqual(unused, []);
});

test('every action that the server writes into the audit has a name', () => {
  const server = join(root, '../src');
  const written = globSync('**/*.ts', { cwd: server, exclude: ['**/*.test.ts'] })
    .map((file) => readFileSync(join(server, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/action: '(\w+\.\w+|export)'/g)].map((match) => match[1] ?? ''));
  assert.ok(written.length > 20);
  assert.deepEqual([...new Set(written)].sort(), [...auditActions].sort());
});

test('every reason that crm and jobs give for a refusal is told in Chinese', () => {
  const server = join(root, '../src');
  const given = globSync(['crm/**/*.ts', 'jobs/**/*.ts'], { cwd: server, exclude: ['**/*.test.ts'] })
    .map((file) => readFileSync(join(server, file), 'utf8'))
    .flatMap((text) =>
      [
        ...text.matchAll(
          /(?:reason: |fault\([\w']+, |(?:refuse|refusal|badPhone|overtaken)\()(?:'([^']+)'|`([^`]+)`)/g,
        ),
      ].map(([, plain, open]) => plain ?? open ?? ''),
    )
    // What stands before a colon is told as it is, such as the name of a column.
    .map((reason) =>
      reason
        .replace(/^\$\{[\w.]+\}: /, '')
        .replace(/\$\{[A-Z_]+\}|\d+/g, 'N')
        .replace(/\$\{.+\}/g, '…'),
    );
  assert.ok(given.length > 80, `${given.length}`);
  assert.deepEqual(
    [...new Set(given)].filter((reason) => zhCN.reasons[reason] === undefined),
    [],
  );
});

test('every reason why a file cannot be read is told in Chinese', () => {
  const jobs = join(root, '../src/jobs');
  const given = globSync('**/*.ts', { cwd: jobs, exclude: ['**/*.test.ts'] })
    .map((file) => readFileSync(join(jobs, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/UnreadableFileError\(['`]([^'`]+)['`]\)/g)].map((match) => match[1] ?? ''))
    // What stands before a colon is told as it is, such as the name of a column.
    .map((reason) => reason.replace(/^\$\{\w+\}: /, '').replace(/\$\{[^}]+\}|\d+/g, 'N'));
  assert.ok(given.length > 20);
  assert.deepEqual(
    [...new Set(given)].filter((reason) => zhCN.reasons[reason] === undefined),
    [],
  );
});

test('every field that changes tell of has a name', () => {
  const records = {
    customers: ['customers/describe-changes.ts', /(?:plain|option|agent|department)\('(\w+)'|name: '(\w+)'/g],
    companies: ['companies/describe-changes.ts', /field: '(\w+)'/g],
    opportunities: ['opportunities/apply-patch.ts', /compare\('(\w+)'/g],
  } as const;
  for (const [texts, [file, names]] of Object.entries(records)) {
    const fields = [...readFileSync(join(root, '../src/crm', file), 'utf8').matchAll(names)].map(
      ([, first, second]) => first ?? second ?? '',
    );
    assert.ok(fields.length > 7, file);
    const keys = fields.map(
      (field) => `${texts}.fields.${field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    );
    assert.deepEqual(
      keys.filter((key) => !chinese.has(key)),
      [],
    );
  }
});

test('every column of an import has a name', () => {
  const folder = join(root, '../src/jobs/import/records');
  const keys = globSync('*.ts', { cwd: folder }).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/key: '(\w+)',\s+label:/g)].map(([, key]) => [
      `${file.replace('.ts', '')}.fields.${key}`,
      `transfers.targets.${key}`,
    ]),
  );
  assert.ok(keys.length > 40);
  assert.deepEqual(
    keys.filter((names) => !names.some((name) => chinese.has(name))),
    [],
  );
});

test('no screen holds Chinese words of its own', () => {
  const own = sources
    .map(({ file, text }) => ({ file, text: text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '') }))
    // A language is offered under its own name.
    .map(({ file, text }) => ({ file, text: text.replace("label: '中文'", '') }))
    .filter(({ text }) => /\p{Script=Han}/u.test(text))
    .map(({ file }) => file);
  assert.deepEqual(own, []);
});

function flat(texts: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(texts) as [string, unknown][]) {
    if (typeof value === 'string') found.set(prefix + name, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, text] of flat(value, `${prefix}${name}.`)) found.set(key, text);
    }
  }
  return found;
}
