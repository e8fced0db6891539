import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { type Boot, onDefaultEngine, onEachEngine } from '#testing/boot.ts';
import { type Console, startConsole } from './console.ts';
import { accessFlows } from './flows/access.ts';
import { administrationFlows } from './flows/administration.ts';
import { callFlows } from './flows/calls.ts';
import { columnFlows } from './flows/columns.ts';
import { companyFlows } from './flows/companies.ts';
import { connectionFlows } from './flows/connection.ts';
import { customerListFlows } from './flows/customer-list.ts';
import { customerPageFlows } from './flows/customer-page.ts';
import { dialogFlows } from './flows/dialogs.ts';
import { homeFlows } from './flows/home.ts';
import { integrationFlows } from './flows/integration.ts';
import { opportunityFlows } from './flows/opportunities.ts';
import { poolFlows } from './flows/pool.ts';
import { reportFlows } from './flows/reports.ts';
import { searchFlows } from './flows/search.ts';
import { transferFlows } from './flows/transfers.ts';
import { wordFlows } from './flows/words.ts';

// What an engine has a part in beyond what the native dialect's own tests show on both: searching, events, jobs.
onEachEngine('console', (boot) => {
  const console = oneConsole(boot);
  customerListFlows(console);
  searchFlows(console);
  callFlows(console);
  transferFlows(console);
});

onDefaultEngine('console', (boot) => {
  const console = oneConsole(boot);
  accessFlows(console, boot);
  connectionFlows(console);
  customerPageFlows(console);
  columnFlows(console);
  companyFlows(console);
  opportunityFlows(console);
  administrationFlows(console);
  integrationFlows(console);
  poolFlows(console);
  homeFlows(console);
  reportFlows(console);
  wordFlows(console);
  dialogFlows(console);
});

/** One program and one browser for all flows of a suite: starting them costs more than most flows. */
function oneConsole(boot: Boot): () => Console {
  let running: Console;
  before(async () => {
    running = await startConsole(boot);
  });
  // What a server refuses belongs to some flows; nothing else may go wrong unseen.
  afterEach(() =>
    assert.deepEqual(
      running.complaints().filter((one) => !/^4\d\d /.test(one)),
      [],
    ),
  );
  after(async () => {
    await running[Symbol.asyncDispose]();
  });
  return () => running;
}
