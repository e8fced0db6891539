import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { importJob } from '#jobs/import/import-job.ts';
import { JobRunner } from '#jobs/runner.ts';

/** A process that works jobs off until it is killed; started by import-job.test.ts with the variables of a store. */
const config = readConfig(process.env);
const store = await openStore(config);
const runner = new JobRunner({
  store,
  handlers: [importJob(config.data)],
  log: { error: (facts, message) => process.stderr.write(`${message} ${JSON.stringify(facts)}\n`) },
  pollMs: 50,
  leaseMs: 600,
});
runner.wake();
process.stdout.write('ready\n');
// The runner's timer alone doesn't hold the process.
setInterval(() => undefined, 60_000);
