import { join } from 'node:path';
import { STORE_FILE } from '#engines/sqlite/backup.ts';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { gramsInTurn } from '#crm/search/grams.ts';
import { markedText } from '#engines/index-entry.ts';
import type { BareDatabase, BareDialect, Row, Run } from './database.ts';

const dialect: BareDialect = {
  idsIn: (column, n) => `${column} IN (SELECT value FROM json_each($${n}))`,
  ids: (ids) => `[${ids.join(',')}]`,
  matches: (table, n) => `r.row_no IN (SELECT rowid FROM ${table}_search WHERE ${table}_search MATCH $${n})`,
  countMatches: (table) => `SELECT count(*) AS n FROM ${table}_search WHERE ${table}_search MATCH $1`,
  tokens: (tenantId, tokens) => tokens.map((token) => `"${tenantId}:${token}"`).join(' AND '),
  indexTokens: (table) =>
    // INSERT … SELECT would make FTS5 write a segment for each record.
    `INSERT INTO ${table}_search (rowid, tokens) VALUES ((SELECT row_no FROM ${table} WHERE tenant_id = $1 AND id = $2), $3)`,
  indexed: markedText,
  indexedText: (tenantId, text) => markedText(tenantId, gramsInTurn(text)),
};

/** The embedded store's own file, as durable as with huiliu, but mapped and with a larger cache than huiliu, which spares memory, takes. */
export function openSqlite(folder: string): BareDatabase {
  const open = (): ReturnType<typeof connect> => connect(join(folder, STORE_FILE));
  const reading = open();
  const writing = open();
  const waiting: { work: (run: Run) => void | Promise<void>; done: () => void; failed: (error: unknown) => void }[] =
    [];
  let draining = false;

  const drain = async (): Promise<void> => {
    draining = true;
    while (waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const group = waiting.splice(0, 256);
      writing.run('BEGIN IMMEDIATE', []);
      try {
        for (const { work } of group) await work(writing.run);
        writing.run('COMMIT', []);
        for (const { done } of group) done();
      } catch (error) {
        writing.run('ROLLBACK', []);
        for (const { failed } of group) failed(error);
      }
    }
    draining = false;
  };
  return {
    dialect,
    read: reading.run,
    write: (work) =>
      new Promise((done, failed) => {
        waiting.push({ work, done, failed });
        if (!draining) void drain();
      }),
    async [Symbol.asyncDispose]() {
      while (draining) await new Promise((resolve) => setImmediate(resolve));
      reading.close();
      writing.close();
    },
  };
}

function connect(file: string): { run: (statement: string, parameters: readonly unknown[]) => Row[]; close(): void } {
  const database = new DatabaseSync(file, { readBigInts: true, timeout: 5000 });
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; ' +
      'PRAGMA mmap_size = 1073741824; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864',
  );
  const prepared = new Map<string, StatementSync>();
  return {
    run(statement, parameters) {
      let one = prepared.get(statement);
      if (one === undefined) {
        one = database.prepare(statement.replaceAll(/\$(\d+)/g, '?$1'));
        prepared.set(statement, one);
      }
      return one.all(...(parameters as SQLInputValue[])) as Row[];
    },
    close: () => database.close(),
  };
}
