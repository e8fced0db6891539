import { loadDirectory } from '#crm/access/load-directory.ts';
import type { Directory } from '#crm/access/directory.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { DEMO_ADMIN, DEMO_TENANT } from './demo-people.ts';

/** What fills one part of the demo works with: the one transaction that makes all of it. */
export interface DemoContext {
  readonly db: Writer;
  readonly secrets: SecretBox;
  /** As written so far in the transaction. */
  readonly directory: Directory;
  /** UTC ms of the filling. */
  readonly now: number;
  /** The admin at a time in the past (now when absent), so that what is made then says so. */
  adminAt(at?: number): Caller;
  /** Raises for a login number that the demo doesn't have: a slip in its data. */
  agentId(loginNo: string): bigint;
}

/** Reads the configuration that the transaction has written; to be called again after it writes more. */
export async function demoContext(db: Writer, secrets: SecretBox, now: number): Promise<DemoContext> {
  const directory = await loadDirectory(db, DEMO_TENANT.id, 0);
  if (directory === null) throw new Error('the demo tenant is not there');
  const agentId = (loginNo: string): bigint => {
    const agent = directory.agentsByLogin.get(loginNo.toLowerCase());
    if (agent === undefined) throw new Error(`the demo has no agent ${loginNo}`);
    return agent.id;
  };
  const adminId = agentId(DEMO_ADMIN.loginNo);
  return {
    db,
    secrets,
    directory,
    now,
    agentId,
    adminAt: (at = now) => ({ tenantId: DEMO_TENANT.id, directory, agentId: adminId, via: 'cli', now: at }),
  };
}
