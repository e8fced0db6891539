import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { onEachEngine } from '#testing/boot.ts';
import { type Console, startConsole } from './console.ts';
import { accessFlows } from './flows/access.ts';
import { administrationFlows } from './flows/administration.ts';
import { callFlows } from './flows/calls.ts';
import { companyFlows } from './flows/companies.ts';
import { customerListFlows } from './flows/customer-list.ts';
import { customerPageFlows } from './flows/customer-page.ts';
import { homeFlows } from './flows/home.ts';
import { integrationFlows } from './flows/integration.ts';
import { opportunityFlows } from './flows/opportunities.ts';
import { poolFlows } from './flows/pool.ts';
import { reportFlows } from './flows/reports.ts';
import { searchFlows } from './flows/search.ts';
import { transferFlows } from './flows/transfers.ts';

// One program and one browser for all flows of an engine: starting them costs more than most flows.
onEachEngine('console', (boot) => {
  let running: Console;
  before(async () => {
    running = await startConsole(await boot.app());
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
  const console = (): Console => running;

  accessFlows(console, boot);
  customerListFlows(console);
  customerPageFlows(console);
  searchFlows(console);
  callFlows(console);
  companyFlows(console);
  opportunityFlows(console);
  transferFlows(console);
  administrationFlows(console);
  integrationFlows(console);
  poolFlows(console);
  homeFlows(console);
  reportFlows(console);
});
