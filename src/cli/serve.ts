import { once } from 'node:events';
import type { Command } from 'commander';
import { variables } from '#app/config.ts';
import { table, type Cli } from './cli.ts';

export function addServe(program: Command, cli: Cli): void {
  program
    .command('serve')
    .description('serve the store: every dialect on one address')
    .addHelpText('after', `\nVariables:\n${variablesHelp()}`)
    .action(async () => {
      const config = await cli.config();
      const { createApp } = await import('#app/app.ts');
      await using app = await createApp(config);
      const { baseUrl } = await app.start();
      cli.out(`Huiliu listens on ${baseUrl}\n`);
      if (!cli.stopping.aborted) await once(cli.stopping, 'abort');
    });
}

function variablesHelp(): string {
  return table(
    ['variable', 'default', 'meaning'],
    variables.map(({ name, fallback, meaning }) => [name, fallback, meaning]),
  );
}
