import { isEmptyStore, issueSetupToken } from '#crm/access/first-run.ts';
import type { Store } from '#crm/store.ts';
import { print, type Cli } from '../cli.ts';

export interface AnnounceOptions {
  /** One line of JSON, `{baseUrl, setupUrl}`, in place of text. */
  readonly json?: boolean;
}

/** Says where the server listens, and on an empty store the link by which its first tenant and admin are made. */
export async function announce(cli: Cli, store: Store, baseUrl: string, options: AnnounceOptions): Promise<void> {
  const isEmpty = await store.read(isEmptyStore);
  const setupUrl = isEmpty ? `${baseUrl}/setup?token=${await store.write(issueSetupToken)}` : null;
  const lines = [`Huiliu listens on ${baseUrl}`];
  if (setupUrl !== null) {
    lines.push('The store is empty. Make its first tenant and admin here, once, within a day:', `  ${setupUrl}`);
  }
  await print(cli, options, { baseUrl, setupUrl }, lines.join('\n'));
}
