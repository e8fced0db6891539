import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

/** The arrows of ARCHITECTURE.md: which part of src/ may import which. A part not listed here doesn't exist. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  crm: ['crm', 'engine'],
  engine: ['engine'],
  'engines/sqlite': ['engines/sqlite', 'engine', 'engines/migrations'],
  'engines/postgres': ['engines/postgres', 'engine', 'engines/migrations'],
  'engines/migrations': ['engines/migrations'],
  transport: ['transport'],
  jobs: ['jobs', 'crm', 'engine', 'transport'],
  'dialects/dialect': ['config', 'crm', 'jobs', 'transport'],
  'dialects/explain-token': ['dialects/dialect', 'crm'],
  'dialects/ttf': ['dialects/ttf', 'dialects/dialect', 'dialects/explain-token', 'crm', 'jobs', 'transport', 'engine'],
  'dialects/bangwo8': [
    'dialects/bangwo8',
    'dialects/dialect',
    'dialects/explain-token',
    'crm',
    'jobs',
    'transport',
    'engine',
  ],
  'dialects/icsoc': [
    'dialects/icsoc',
    'dialects/dialect',
    'dialects/explain-token',
    'crm',
    'jobs',
    'transport',
    'engine',
  ],
  'dialects/native': [
    'dialects/native',
    'dialects/dialect',
    'dialects/explain-token',
    'crm',
    'jobs',
    'transport',
    'engine',
  ],
};
/** These wire everything, or stand outside the program. */
const seesAll = ['app', 'open-store', 'read-tls', 'main', 'config', 'cli', 'testing'];

const root = join(import.meta.dirname, '..', 'src');
const files = globSync('**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));

function partOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  if (!file.includes('/')) return first.replace(/\.ts$/, '');
  if (first === 'engines')
    return ['sqlite', 'postgres', 'migrations'].includes(second) ? `engines/${second}` : 'engine';
  if (first === 'dialects') return `dialects/${second.replace(/\.ts$/, '')}`;
  return first;
}

/** Files of src/ that a file imports, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import\()\s*'((?:#|\.\.?\/)[^']+)'/g)].map((match) => match[1]!);
  return found.map((name) =>
    name.startsWith('#') ? name.slice(1).replace(/^app\//, '') : relative(root, join(root, dirname(file), name)),
  );
}

test('imports follow the arrows, and no dialect imports another', () => {
  const crossed: string[] = [];
  for (const file of files) {
    const part = partOf(file);
    if (seesAll.includes(part)) continue;
    const may = allowed[part];
    assert.ok(may !== undefined, `${file} belongs to no known part: draw it in ARCHITECTURE.md and here`);
    for (const imported of importsOf(file)) {
      if (!may.includes(partOf(imported))) crossed.push(`${file} imports ${imported}`);
    }
  }
  assert.deepEqual(crossed, []);
});

test("no engine's name stands outside engines/, config, app, testing and the commands that move or open a store", () => {
  const mayName = /^(engines|testing)\/|^(config|app|open-store)\.ts$|^cli\/(move|doctor|serve)\b/;
  const named = files.filter(
    (file) => !mayName.test(file) && /sqlite|postgres/i.test(withoutComments(readFileSync(join(root, file), 'utf8'))),
  );
  assert.deepEqual(named, []);
});

test('only config.ts reads the environment', () => {
  const readers = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('process.env'));
  assert.deepEqual(
    readers.filter((file) => !/^(main|config)\.ts$|^testing\//.test(file)),
    [],
  );
});

test('every imported file of src/ exists', () => {
  const known = new Set(globSync('**/*.ts', { cwd: root }));
  const missing = files.flatMap((file) =>
    importsOf(file)
      .filter((name) => !known.has(name))
      .map((name) => `${file}: ${name}`),
  );
  assert.deepEqual(missing, []);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

test('of the server the console knows the schemas of the native dialect, and those as types alone', () => {
  const console = join(root, '..', 'console');
  const imports = globSync('**/*.{ts,tsx}', { cwd: console }).flatMap((file) =>
    [
      ...readFileSync(join(console, file), 'utf8').matchAll(/^import (.*?)\bfrom '((?:\.\.\/)+src\/[^']+|#[^']+)'/gms),
    ].map(([, what = '', from = '']) => ({ file, isType: what.startsWith('type '), from })),
  );
  assert.ok(imports.length > 0);
  assert.deepEqual(
    imports.filter(({ isType, from }) => !isType || !from.includes('/src/dialects/native/schemas/')),
    [],
  );
});
