import { createCli } from '#cli/create-cli.ts';
import { runCommand } from '#cli/program.ts';

process.exitCode = await runCommand(process.argv.slice(2), createCli(process.env));
