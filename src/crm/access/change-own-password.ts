import { CrmError } from '#crm/errors.ts';
import type { Caller, Store } from '#crm/store.ts';
import { recordAudit } from '#crm/audit/record-audit.ts';
import { verifyPassword } from './passwords.ts';
import { recordFailure, readSignInState, forgetFailures } from './sign-in-failures.ts';
import { endOtherSessions } from './sessions.ts';
import { accessKinds, revokeTokens } from './tokens.ts';

/**
 * Changes the caller's own password: what it had drawn before ends, but for the session that it came with.
 * Raises `invalid` (field `current`) for a wrong present one, which counts towards the lock-out, and `locked`.
 */
export async function changeOwnPassword(
  store: Store,
  who: Caller,
  current: string,
  passwordHash: string,
  sessionToken: string | null,
): Promise<void> {
  const { tenantId, agentId } = who;
  const { agent, state } = await store.read(async (db) => {
    const row = await db.sql
      .selectFrom('agents')
      .select(['login_key', 'password_hash'])
      .where('tenant_id', '=', tenantId)
      .where('id', '=', agentId)
      .executeTakeFirstOrThrow();
    return { agent: row, state: await readSignInState(db, tenantId, row.login_key, who.now) };
  });
  if (state.lockedS > 0) throw new CrmError('locked', { retryAfterS: state.lockedS });
  if (!(await verifyPassword(current, agent.password_hash))) {
    await store.write((db) => recordFailure(db, tenantId, agent.login_key, who.now));
    throw new CrmError('invalid', { field: 'current', reason: 'not the present password' });
  }
  await store.write(async (db) => {
    await db.sql
      .updateTable('agents')
      .set({ password_hash: passwordHash })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', agentId)
      .execute();
    await revokeTokens(db, tenantId, { agentId, kinds: [...accessKinds, 'refresh', 'picker'] });
    await endOtherSessions(db, tenantId, agentId, sessionToken);
    await forgetFailures(db, tenantId, agent.login_key);
    await recordAudit(db, who, { action: 'password.change', record: 'agent', recordId: agentId });
    await db.configChanged(tenantId);
  });
}
