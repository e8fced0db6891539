// `npm run dev`: the server with the demo tenant, which starts again when a file below src/ changes, and the console by
// vite, which shows a change at once and passes what isn't the console's on to the server.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = process.env.HUILIU_PORT ?? '8080';
const server = `http://127.0.0.1:${port}`;

const children = [
  run(['--watch-path=src', '--watch-preserve-output', 'src/main.ts', 'demo'], { HUILIU_PORT: port }),
  run(['node_modules/vite/bin/vite.js', '--config', 'console/vite.config.ts', '--clearScreen', 'false'], {
    HUILIU_DEV_SERVER: server,
  }),
];

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(signal));
for (const child of children) {
  // One without the other would only confuse.
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 0;
    stop('SIGTERM');
  });
}

function run(args, env) {
  return spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
}

function stop(signal) {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}
