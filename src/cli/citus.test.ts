import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { makePlace, stopOwnPostgres } from '#testing/engines.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf } from '#testing/run-huiliu.ts';
import { layoutOf } from '#engines/migrations/layout-of.ts';

describe('citus', () => {
  after(stopOwnPostgres);

  test('names every table of a migrated database once: by tenant, or on every node', async () => {
    await using place = await makePlace('postgres');
    const { status, stdout } = await runHere(['citus', '--json'], environmentOf(place));
    assert.equal(status, 0);
    const { statements } = JSON.parse(stdout) as { statements: string[] };
    const named = statements.map((statement) => /\('(\w+)'/.exec(statement)?.[1]).filter((name) => name !== undefined);
    assert.deepEqual([...named].sort(), [...new Set(named)].sort());
    await using engine = await place.open();
    const { CompiledQuery } = await import('kysely');
    const { rows } = await engine.read((db) =>
      db.sql.executeQuery<{ name: string }>(
        CompiledQuery.raw(
          "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'huiliu_migrations'",
        ),
      ),
    );
    assert.deepEqual([...named].sort(), rows.map(({ name }) => name).sort());
    assert.ok(statements.includes("SELECT create_reference_table('tenants');"));
    assert.ok(
      statements.some((statement) => statement.startsWith("SELECT create_distributed_table('customers', 'tenant_id'")),
    );
  });

  test('only who is who before a tenant is known stands on every node', () => {
    const reference = layoutOf().filter(({ isTenants }) => !isTenants);
    assert.deepEqual(reference.map(({ name }) => name).sort(), [
      'api_clients',
      'login_directory',
      'settings',
      'tenants',
      'tokens',
    ]);
  });
});
