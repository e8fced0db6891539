import type { Command } from 'commander';
import type { Config } from '#app/config.ts';
import type { Store } from '#crm/store.ts';
import { addCommand, listenForSignals, type Cli } from './cli.ts';

export function addDemo(program: Command, cli: Cli): void {
  addCommand(program, 'demo', 'serve the store, filled with the demo tenant at its first start; prints how to reach it')
    .addHelpText('after', '\nWrites HUILIU_DATA/demo.json once it listens. The variables are those of serve.')
    .action(async (options: { json?: boolean }) => {
      listenForSignals(cli);
      const config = await cli.config();
      const { fillDemo } = await import('./demo/fill-demo.ts');
      const { serve } = await import('./serve/serving.ts');
      await serve(cli, config, {
        prepare: async (store) => void (await fillDemo(store)),
        announce: (store, baseUrl) => announceDemo(cli, config, store, baseUrl, options),
      });
    });
}

async function announceDemo(
  cli: Cli,
  config: Config,
  store: Store,
  baseUrl: string,
  options: { json?: boolean },
): Promise<void> {
  const { fillDemo } = await import('./demo/fill-demo.ts');
  const { DEMO_TENANT } = await import('./demo/demo-people.ts');
  const { describeDemo } = await import('./demo/describe-demo.ts');
  const { writeDemoFile } = await import('./demo/write-demo-file.ts');
  const { demoText } = await import('./demo/demo-text.ts');

  const secrets = await fillDemo(store);
  const directory = await store.directory(DEMO_TENANT.id);
  const demo = await store.read((db) => describeDemo(db, directory, secrets, baseUrl));
  const file = await writeDemoFile(config.data, demo);
  if (options.json === true) {
    const { stringifyExact } = await import('#transport/http/exact-json.ts');
    cli.out(`${stringifyExact(demo)}\n`);
  } else cli.out(demoText(demo, file, config.signWindowS));
}
