import type { Command } from 'commander';
import { addCommand, CommandFailure, print, type Cli } from './cli.ts';

export function addDoctor(program: Command, cli: Cli): void {
  addCommand(
    program,
    'doctor',
    "check the store: the engine's own integrity, and every derived figure against a recount",
  )
    .option('--quick', "leave the engine's integrity check out, which reads the whole store")
    .addHelpText(
      'after',
      '\nWorks while the server runs: each figure and its recount are of one moment. Exit status 1 when anything is wrong.',
    )
    .action((options: Options) => doctor(cli, options));
}

async function doctor(cli: Cli, options: Options): Promise<void> {
  const { checkFigures } = await import('#crm/figures/check-figures.ts');
  await cli.withStore(async ({ engine }) => {
    const damage = options.quick === true ? [] : (await engine.check()).flatMap((text) => text.split('\n'));
    const figures = damage.length > 0 ? [] : await engine.read((db) => checkFigures(db));
    const value = { sound: damage.length === 0 && figures.length === 0, damage, figures };
    const lines = [...damage.map((line) => `damage: ${line}`), ...figures];
    await print(cli, options, value, lines.length === 0 ? 'the store is sound' : lines.join('\n'));
    if (damage.length > 0) throw new CommandFailure('the store is damaged: restore a backup');
    if (!value.sound) throw new CommandFailure(`${lines.length === 1 ? '1 fault' : `${lines.length} faults`} found`);
  });
}

interface Options {
  quick?: boolean;
  json?: boolean;
}
