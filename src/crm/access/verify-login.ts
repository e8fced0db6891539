import { hash, randomBytes } from 'node:crypto';
import { CrmError } from '#crm/errors.ts';
import type { Reader, Store } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import { RecentMap } from '#engines/recent-map.ts';
import { isActive } from './caller-for.ts';
import { inTurn } from './in-turn.ts';
import { loginKey } from './load-directory.ts';
import { verifyPassword } from './passwords.ts';
import { perOwner } from './per-owner.ts';
import { forgetFailures, NO_TENANT, readSignInState, recordFailure } from './sign-in-failures.ts';

/** Whom a login and password name; callerFor makes a caller of it. */
export interface SignedIn {
  readonly tenantId: bigint;
  readonly agentId: bigint;
}

/** How long a password that was right needn't be derived again (argon2 at each request would cap a dialect at tens a second). */
const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 10_000;
const PRINT_KEY = randomBytes(32).toString('base64url');
const LONGEST_LOGIN = 200;
const LONGEST_PASSWORD = 1024;

/** A login and password that were right once. */
interface Known extends SignedIn {
  readonly loginKey: string;
  readonly passwordHash: string;
  /** The configuration under which this was last seen to stand. */
  version: number;
  readonly verifiedAt: number;
}

/** Who a login may mean, and what it is counted under. */
interface Candidate {
  readonly tenantId: bigint;
  readonly loginKey: string;
  readonly agent: { readonly id: bigint; readonly passwordHash: string } | null;
}

const memoryOf = perOwner<Store, RecentMap<string, Known>>(() => new RecentMap(MOST_REMEMBERED));
const queuesOf = perOwner<Store, Map<string, Promise<unknown>>>(() => new Map());

/**
 * The active agent of this login and password; null when there is none, which doesn't tell why.
 * `login` is `企业代码|工号`, or the bare 工号 while only one tenant has it. Raises `locked` after too many failures.
 * A right password is remembered for a minute under a keyed hash, until the agent or its password changes.
 */
export async function verifyLogin(
  store: Store,
  login: string,
  password: string,
  now = Date.now(),
): Promise<SignedIn | null> {
  if (!isPlausible(login, LONGEST_LOGIN) || !isPlausible(password, LONGEST_PASSWORD)) return null;
  const print = printOf(login, password);
  const known = await stillStands(store, print);
  if (known !== null && isFresh(known, now)) return signedIn(known);
  // One at a time a login: guesses that come together are counted one by one, and right ones that come together are
  // derived once.
  return await inTurn(queuesOf(store), loginKey(login), () => verify(store, print, login, password, now));
}

/** Under a key of this process alone, so that what is remembered tells nothing of a password. */
function printOf(login: string, password: string): string {
  return hash('sha256', `${PRINT_KEY}${login}\0${password}`, 'base64url');
}

async function verify(
  store: Store,
  print: string,
  login: string,
  password: string,
  now: number,
): Promise<SignedIn | null> {
  const known = await stillStands(store, print);
  if (known !== null && isFresh(known, now)) return signedIn(known);
  const { candidate, state } = await store.read(async (db) => {
    const found = await findCandidate(db, login);
    return { candidate: found, state: await readSignInState(db, found.tenantId, found.loginKey, now) };
  });
  // What was right before may be tried in spite of a lock: strangers who guess can't shut an integrator out.
  if (state.lockedS > 0 && known === null) throw new CrmError('locked', { retryAfterS: state.lockedS });

  const { tenantId, agent } = candidate;
  const isRight = await verifyPassword(password, agent?.passwordHash ?? null);
  if (!isRight || agent === null) {
    await store.write((db) => recordFailure(db, tenantId, candidate.loginKey, now));
    return null;
  }
  const version = store.engine.configVersion(tenantId);
  const entry = {
    tenantId,
    agentId: agent.id,
    loginKey: candidate.loginKey,
    passwordHash: agent.passwordHash,
    version,
    verifiedAt: now,
  };
  if (!(await isUnchanged(store, entry))) return null;
  if (state.failed && known === null) await store.write((db) => forgetFailures(db, tenantId, candidate.loginKey));
  memoryOf(store).set(print, entry);
  return signedIn(entry);
}

/** What is remembered under the print, unless its agent was disabled or has another number or password by now. */
async function stillStands(store: Store, print: string): Promise<Known | null> {
  const memory = memoryOf(store);
  const known = memory.get(print);
  if (known === undefined) return null;
  const version = store.engine.configVersion(known.tenantId);
  if (known.version === version) return known;
  if (await isUnchanged(store, known)) {
    known.version = version;
    return known;
  }
  memory.drop(print, known);
  return null;
}

async function isUnchanged(store: Store, known: Known): Promise<boolean> {
  const { tenantId, agentId } = known;
  if (!isActive(await store.directory(tenantId), agentId)) return false;
  const [row] = await store.read((db) => agentById(db.sql, { tenantId, agentId }));
  return row?.password_hash === known.passwordHash && row.login_key === known.loginKey;
}

async function findCandidate(db: Reader, login: string): Promise<Candidate> {
  const [code, loginNo] = splitLogin(login);
  const key = loginKey(loginNo);
  if (code !== null) {
    const [tenant] = await tenantByCode(db.sql, { code });
    if (tenant === undefined) return { tenantId: NO_TENANT, loginKey: loginKey(login), agent: null };
    const [agent] = await agentByLogin(db.sql, { tenantId: tenant.id, loginKey: key });
    return { tenantId: tenant.id, loginKey: key, agent: agent === undefined ? null : toAgent(agent) };
  }
  const places = await placesOfLogin(db.sql, { loginKey: key });
  const [place] = places;
  if (place === undefined || places.length > 1) return { tenantId: NO_TENANT, loginKey: key, agent: null };
  const [agent] = await agentByLogin(db.sql, { tenantId: place.tenant_id, loginKey: key });
  return { tenantId: place.tenant_id, loginKey: key, agent: agent === undefined ? null : toAgent(agent) };
}

/** A login number holds no bar (names.ts), so the last one parts; people also type the wide one. */
function splitLogin(login: string): [code: string | null, loginNo: string] {
  const match = /^(.*)[|｜]([^|｜]*)$/su.exec(login);
  return match === null ? [null, login] : [match[1]!, match[2]!];
}

function toAgent(row: { id: bigint; password_hash: string }): Candidate['agent'] {
  return { id: row.id, passwordHash: row.password_hash };
}

function isFresh(known: Known, now: number): boolean {
  return known.verifiedAt <= now && now < known.verifiedAt + REMEMBERED_MS;
}

function signedIn({ tenantId, agentId }: SignedIn): SignedIn {
  return { tenantId, agentId };
}

/** Texts that can't be anyone's aren't looked for: the stores couldn't take them, or they cost more than a password. */
function isPlausible(text: string, longest: number): boolean {
  return text !== '' && text.length <= longest && text.isWellFormed() && !text.includes('\0');
}

const tenantByCode = prepare((sql: Reader['sql'], p: { code: string }) =>
  sql.selectFrom('tenants').select('id').where('code', '=', p.code),
);

const agentByLogin = prepare((sql: Reader['sql'], p: { tenantId: bigint; loginKey: string }) =>
  sql
    .selectFrom('agents')
    .select(['id', 'password_hash'])
    .where('tenant_id', '=', p.tenantId)
    .where('login_key', '=', p.loginKey),
);

const placesOfLogin = prepare((sql: Reader['sql'], p: { loginKey: string }) =>
  sql.selectFrom('login_directory').select('tenant_id').where('login_key', '=', p.loginKey).limit(2),
);

const agentById = prepare((sql: Reader['sql'], p: { tenantId: bigint; agentId: bigint }) =>
  sql
    .selectFrom('agents')
    .select(['login_key', 'password_hash'])
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.agentId),
);
