import { createRequire } from 'node:module';
import { Command, CommanderError, Help, type Option } from 'commander';
import { addAgent } from './agent.ts';
import { addBackup } from './backup.ts';
import { UsageError, type Cli } from './cli.ts';
import { addCitus } from './citus.ts';
import { addClient } from './client.ts';
import { addDemo } from './demo.ts';
import { addDepartment } from './department.ts';
import { addDoctor } from './doctor.ts';
import { addField } from './field.ts';
import { addGenerate } from './generate.ts';
import { addJob } from './job.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { oneLine } from './one-line.ts';
import { addMove } from './move.ts';
import { addOption } from './option.ts';
import { addRestore } from './restore.ts';
import { addRestoreRecord } from './restore-record.ts';
import { addRole } from './role.ts';
import { addServe } from './serve.ts';
import { addTenant } from './tenant.ts';

/** Runs one command of the command line. Answers the exit status: 0 done, 1 failed, 2 wrong usage. */
export async function runCommand(args: readonly string[], cli: Cli): Promise<number> {
  let command: Command | undefined;
  try {
    await createProgram(cli)
      .hook('preAction', (_program, called) => void (command = called))
      .parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const line = oneLine(error, cli.env['HUILIU_DATA'], command);
    if (line !== '') cli.err(`huiliu: ${line}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

function createProgram(cli: Cli): Command {
  const program = new Command('huiliu')
    .description("A CRM data server that answers three vendors' APIs over one store. 汇流:一份数据,三种接口")
    .version(version)
    .configureOutput({ writeOut: cli.out, writeErr: cli.err })
    .configureHelp({ optionDescription: (option) => describe(option) })
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride();
  for (const add of commands) add(program, cli);
  return program;
}

const help = new Help();

/** Which options must be given stands in the help, as in the refusal of a command without them. */
function describe(option: Option): string {
  return help.optionDescription(option) + (option.mandatory ? ' (required)' : '');
}

const commands = [
  addServe,
  addDemo,
  addTenant,
  addDepartment,
  addRole,
  addAgent,
  addClient,
  addField,
  addOption,
  addRestoreRecord,
  addJob,
  addGenerate,
  addBackup,
  addRestore,
  addDoctor,
  addMove,
  addCitus,
  addImport,
  addExport,
];
