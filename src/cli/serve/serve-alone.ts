import { once } from 'node:events';
import { createApp } from '#app/app.ts';
import type { Config } from '#app/config.ts';
import { createLog } from '#transport/log.ts';
import type { Cli } from '../cli.ts';
import type { Serving } from './serving.ts';
import { surviveStrayFailures } from './stray-failures.ts';

/** One process listens, until it is told to stop; then it finishes what is under way. */
export async function serveAlone(cli: Cli, config: Config, { prepare, announce }: Serving): Promise<void> {
  const log = createLog();
  surviveStrayFailures(log);
  await using app = await createApp(config, { log });
  const { baseUrl } = await app.start(prepare);
  await announce(app.store, baseUrl);
  if (!cli.stopping.aborted) await once(cli.stopping, 'abort');
}
