import type { Cli } from './cli.ts';

/** What commands work with, on this process's streams and signals. */
export function createCli(env: NodeJS.ProcessEnv): Cli {
  const config: Cli['config'] = async () => {
    const { readConfig } = await import('#app/config.ts');
    return readConfig(env);
  };
  return {
    env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stopping: stopSignal(),
    config,
    async withStore(work) {
      const { openStore } = await import('#app/open-store.ts');
      const store = await openStore(await config());
      try {
        return await work(store);
      } finally {
        await store.engine[Symbol.asyncDispose]();
      }
    },
  };
}

/** Aborts at the first SIGINT or SIGTERM; at the second the system's own rule ends the process. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
