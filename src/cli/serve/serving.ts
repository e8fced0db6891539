import type { Config } from '#app/config.ts';
import type { Store } from '#crm/store.ts';
import type { Cli } from '../cli.ts';

/** What a command that serves does besides. */
export interface Serving {
  /** Runs before anybody is let in, once no other server may have the store. */
  readonly prepare?: (store: Store) => Promise<void>;
  /** Says where the server listens. */
  readonly announce: (store: Store, baseUrl: string) => Promise<void>;
}

/** Serves in as many processes as HUILIU_WORKERS says, until it is told to stop. */
export async function serve(cli: Cli, config: Config, serving: Serving): Promise<void> {
  if (config.workers === 1) {
    const { serveAlone } = await import('./serve-alone.ts');
    await serveAlone(cli, config, serving);
  } else {
    const { serveInWorkers } = await import('./serve-in-workers.ts');
    await serveInWorkers(cli, config, serving);
  }
}
