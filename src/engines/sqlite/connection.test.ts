import assert from 'node:assert/strict';
import { constants } from 'node:sqlite';
import { test } from 'node:test';
import { Connection } from './connection.ts';

test('a statement is planned once, whatever limit, offset and pattern it is run with', () => {
  using connection = new Connection(':memory:', 0);
  connection.execute('create table words (word text)');
  connection.execute("insert into words values ('one'), ('two'), ('three'), ('t?')");
  let planned = 0;
  connection.database.setAuthorizer((action) => {
    if (action === constants.SQLITE_SELECT) planned += 1;
    return constants.SQLITE_OK;
  });
  const words = (pattern: string, limit: number, offset: number) =>
    connection
      .execute("select word from words where word like ? escape '\\' order by word limit ? offset ?", [
        pattern,
        limit,
        offset,
      ])
      .rows.map(({ word }) => word);
  assert.deepEqual(words('t%', 10, 0), ['t?', 'three', 'two']);
  assert.deepEqual(words('t%', 1, 1), ['three']);
  assert.deepEqual(words('%o%', 10, 1), ['two']);
  assert.equal(planned, 1);
});
