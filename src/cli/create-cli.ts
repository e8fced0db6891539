import type { Cli } from './cli.ts';

/**
 * What commands work with, on this process's streams.
 * @param within stops a command that runs within another program; one that has the process to itself is stopped by signals
 */
export function createCli(env: NodeJS.ProcessEnv, within?: AbortSignal): Cli {
  const config: Cli['config'] = async () => {
    const { readConfig } = await import('#app/config.ts');
    return readConfig(env);
  };
  let stopping = within;
  return {
    env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    // Who never asks for it is ended by the signal itself.
    get stopping() {
      return (stopping ??= stopSignal());
    },
    config,
    async withStore(work, options) {
      const { openStore } = await import('#app/open-store.ts');
      if (options?.lean === true && within === undefined) await collectOften();
      const store = await openStore(await config(), { existing: true, ...options });
      try {
        return await work(store);
      } finally {
        await store.engine[Symbol.asyncDispose]();
      }
    },
  };
}

/** Keeps the heap's young part as small as it starts: it would grow with the speed at which rows pass through it. */
async function collectOften(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Aborts at the first SIGINT or SIGTERM; at the second the system's own rule ends the process. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
