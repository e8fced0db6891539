import type { Reader, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/** Failures without a lock, for people who mistype. */
const FREE_FAILURES = 4;
/** The fifth failure shuts the login for so long, each further one for twice as long as the one before. */
const FIRST_LOCK_MS = 5_000;
/**
 * Short, so that strangers can't shut people out for long; still at most some 20 guesses an hour
 * (OWASP ASVS 2.2.1 allows 100).
 */
const LONGEST_LOCK_MS = 5 * 60_000;
/** Failures before a pause of this length no longer count. */
const FORGOTTEN_AFTER_MS = 60 * 60_000;

/** The tenant of logins that no tenant can be told of: they are counted as well, so that a lock doesn't tell which exist. */
export const NO_TENANT = 0n;

/** How a login stands: whether failures are counted, and in how many whole seconds it may be tried again (0 = now). */
export interface SignInState {
  readonly failed: boolean;
  readonly lockedS: number;
}

/** `loginKey` in lower case. */
export async function readSignInState(
  db: Reader,
  tenantId: bigint,
  loginKey: string,
  now: number,
): Promise<SignInState> {
  const [row] = await failuresOf(db.sql, { tenantId, loginKey });
  const lockedMs = Math.max(0, (row?.locked_until ?? now) - now);
  // No lock is that long: the clock stood ahead when it was set.
  const isReal = lockedMs <= LONGEST_LOCK_MS;
  return { failed: row !== undefined, lockedS: isReal ? Math.ceil(lockedMs / 1000) : 0 };
}

/** Counts a failure, and shuts the login for a while from the fifth on. */
export async function recordFailure(db: Writer, tenantId: bigint, loginKey: string, now: number): Promise<void> {
  const row = { tenant_id: tenantId, login_key: loginKey, failures: 1, locked_until: null, last_at: now };
  const { failures } = await db.sql
    .insertInto('sign_in_failures')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'login_key']).doUpdateSet((eb) => ({
        failures: eb
          .case()
          .when('sign_in_failures.last_at', '<=', now - FORGOTTEN_AFTER_MS)
          .then(1)
          .else(eb('sign_in_failures.failures', '+', 1))
          .end(),
        last_at: now,
      })),
    )
    .returning('failures')
    .executeTakeFirstOrThrow();
  if (failures <= FREE_FAILURES) return;
  const lockMs = Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (failures - FREE_FAILURES - 1));
  await db.sql
    .updateTable('sign_in_failures')
    .set({ locked_until: now + lockMs })
    .where('tenant_id', '=', tenantId)
    .where('login_key', '=', loginKey)
    .execute();
}

/** After a success, a new password or an admin's word. */
export async function forgetFailures(db: Writer, tenantId: bigint, loginKey: string): Promise<void> {
  await db.sql
    .deleteFrom('sign_in_failures')
    .where('tenant_id', '=', tenantId)
    .where('login_key', '=', loginKey)
    .execute();
}

/** Deletes what no longer counts; returns how many. For a periodic job. */
export async function purgeFailures(db: Writer, now = Date.now()): Promise<number> {
  const { numDeletedRows } = await db.sql
    .deleteFrom('sign_in_failures')
    .where('last_at', '<=', now - FORGOTTEN_AFTER_MS)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

const failuresOf = prepare((sql: Reader['sql'], p: { tenantId: bigint; loginKey: string }) =>
  sql
    .selectFrom('sign_in_failures')
    .select('locked_until')
    .where('tenant_id', '=', p.tenantId)
    .where('login_key', '=', p.loginKey),
);
