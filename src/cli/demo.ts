import { once } from 'node:events';
import { addCommand, listenForSignals, type Cli } from './cli.ts';
import type { Command } from 'commander';

export function addDemo(program: Command, cli: Cli): void {
  addCommand(program, 'demo', 'serve the store, filled with the demo tenant at its first start; prints how to reach it')
    .addHelpText('after', '\nWrites HUILIU_DATA/demo.json once it listens. The variables are those of serve.')
    .action(async (options: { json?: boolean }) => {
      listenForSignals(cli);
      const config = await cli.config();
      const { createApp } = await import('#app/app.ts');
      const { fillDemo } = await import('./demo/fill-demo.ts');
      const { DEMO_TENANT } = await import('./demo/demo-people.ts');
      const { describeDemo } = await import('./demo/describe-demo.ts');
      const { writeDemoFile } = await import('./demo/write-demo-file.ts');
      const { demoText } = await import('./demo/demo-text.ts');

      await using app = await createApp(config);
      const secrets = await fillDemo(app.store);
      const { baseUrl } = await app.start();
      const directory = await app.store.directory(DEMO_TENANT.id);
      const demo = await app.store.read((db) => describeDemo(db, directory, secrets, baseUrl));
      const file = await writeDemoFile(config.data, demo);
      if (options.json === true) {
        const { stringifyExact } = await import('#transport/http/exact-json.ts');
        cli.out(`${stringifyExact(demo)}\n`);
      } else cli.out(demoText(demo, file, config.signWindowS));
      if (!cli.stopping.aborted) await once(cli.stopping, 'abort');
    });
}
