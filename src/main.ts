import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Stripping types and compiling is half of what a start costs; what can't be kept is compiled again.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'huiliu'));
const { runCommand } = await import('#cli/program.ts');

process.exitCode = await runCommand(process.argv.slice(2), process.env);
