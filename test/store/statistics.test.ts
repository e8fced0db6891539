import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import postgres from 'postgres';
import { makePlace, type Place, stopOwnPostgres } from '#testing/engines.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf } from '#testing/run-huiliu.ts';

const ROWS = 1000;

describe('statistics of PostgreSQL', () => {
  after(stopOwnPostgres);

  test('know of rows that a command generated', async () => {
    await using place = await makePlace('postgres');
    await run(place, 'tenant', 'add', '--name', '甲', '--code', 'a');
    await run(place, 'generate', '--tenant', 'a', '--customers', String(ROWS), '--quiet');
    assert.equal(await knownRows(place), ROWS);
  });

  test('know of rows that were imported', async () => {
    await using place = await makePlace('postgres');
    await run(place, 'tenant', 'add', '--name', '甲', '--code', 'a');
    const file = join(place.folder, 'customers.csv');
    await writeFile(file, `custname\n${Array.from({ length: ROWS }, (_unused, at) => `客户${at}\n`).join('')}`);
    await run(place, 'generate', '--tenant', 'a', '--customers', '1', '--quiet');
    await run(place, 'import', 'customers', file, '--tenant', 'a', '--quiet');
    assert.equal(await knownRows(place), 1 + ROWS);
  });
});

async function run(place: Place, ...args: string[]): Promise<void> {
  const { status, stderr } = await runHere(args, environmentOf(place));
  assert.equal(status, 0, stderr);
}

/** Rows that plans take the table for; -1 before anybody looked. */
async function knownRows(place: Place): Promise<number> {
  const sql = postgres(place.databaseUrl!, { max: 1 });
  const [row] = await sql`select reltuples from pg_class where oid = 'customers'::regclass`;
  await sql.end();
  return Number(row!['reltuples']);
}
