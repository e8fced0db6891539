import { isEmptyStore, issueSetupToken } from '#crm/access/first-run.ts';
import type { Store } from '#crm/store.ts';
import type { Cli } from '../cli.ts';

/** Says where the server listens, and on an empty store the link by which its first tenant and admin are made. */
export async function announce(cli: Cli, store: Store, baseUrl: string): Promise<void> {
  cli.out(`Huiliu listens on ${baseUrl}\n`);
  if (!(await store.read(isEmptyStore))) return;
  const token = await store.write(issueSetupToken);
  cli.out(`The store is empty. Make its first tenant and admin here, once, within a day:\n`);
  cli.out(`  ${baseUrl}/setup?token=${token}\n`);
}
