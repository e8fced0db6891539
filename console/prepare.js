// Builds the console after `npm ci`, so that the server has it to serve (two seconds). Without the dev dependencies
// there is nothing to build with: then a build made before is served, or the console's address says that it isn't built.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vite = `${root}node_modules/vite/bin/vite.js`;

if (existsSync(vite)) {
  const args = [vite, 'build', '--config', 'console/vite.config.ts', '--logLevel', 'warn'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  // A console that can't be built must not keep the server from being installed: `npm run build` tells why.
  if (status !== 0) process.stderr.write('huiliu: the console could not be built; "npm run build" shows why\n');
} else {
  process.stderr.write(
    'huiliu: the console was not built: that needs the dev dependencies ("npm ci && npm run build")\n',
  );
}
