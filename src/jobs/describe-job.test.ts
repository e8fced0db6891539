import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeJob } from './describe-job.ts';
import type { JobRow } from './read-jobs.ts';

const queued: JobRow = {
  tenant_id: 1n,
  id: 5n,
  kind: 'export',
  state: 'queued',
  total: null,
  done: 0,
  failed: 0,
  input: '{"record":"customers"}',
  progress: null,
  result: null,
  agent_id: 2n,
  via: 'console',
  lease_owner: null,
  lease_until: null,
  created_at: 0,
  updated_at: 0,
};

test("a job's result is an object or nothing, also where its progress is a bare number", () => {
  const resultOf = (row: Partial<JobRow>) => describeJob({ ...queued, ...row }).result;
  assert.equal(resultOf({}), null);
  assert.equal(resultOf({ state: 'running', progress: '9' }), null);
  assert.deepEqual(resultOf({ kind: 'import', state: 'running', progress: '{"new":3}' }), { new: 3 });
  assert.deepEqual(resultOf({ state: 'done', progress: '9', result: '{"rows":9}' }), { rows: 9 });
});
