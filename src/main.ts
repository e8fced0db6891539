import { createCli } from '#cli/create-cli.ts';
import { runCommand } from '#cli/program.ts';

const LONGEST_LINGER_MS = 1000;

const cli = createCli(process.env);
process.exitCode = await runCommand(process.argv.slice(2), cli);
// Once everything is closed the process ends by itself, unless the driver keeps a connection: to a database that was killed, or
// one that it stopped reading from.
if (cli.stopping.aborted) setTimeout(() => process.exit(), LONGEST_LINGER_MS).unref();
