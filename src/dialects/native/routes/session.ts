import { callerFor } from '#crm/access/caller-for.ts';
import { isEmptyStore, setUp, under } from '#crm/access/first-run.ts';
import { checkPassword, hashPassword } from '#crm/access/passwords.ts';
import { endOtherSessions, endSession, listSessions, sessionIdOf, startSession } from '#crm/access/sessions.ts';
import { revokeTokens } from '#crm/access/tokens.ts';
import { changeOwnPassword } from '#crm/access/change-own-password.ts';
import { verifyLogin } from '#crm/access/verify-login.ts';
import { recordAudit } from '#crm/audit/record-audit.ts';
import { readPreference, writePreference } from '#crm/preferences/preferences.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { Type } from 'typebox';
import { isCrossOrigin } from '../cross-origin.ts';
import { ownOrigins } from '../auth.ts';
import { crossOrigin, unauthenticated, wrongLogin } from '../errors.ts';
import { type Call, Reply, route } from '../route.ts';
import { Items } from '../schemas/common.ts';
import { OpenSession, PasswordBody, Session, SetupBody, SignInBody } from '../schemas/session.ts';
import { clearSessionCookie, sessionCookie } from '../session-cookie.ts';
import { showSession } from '../show/session.ts';
import { showTime } from '../time.ts';

const tag = 'Access';
const LANGUAGE = 'language';

export const sessionRoutes = [
  route({
    method: 'GET',
    path: '/setup',
    tag,
    summary: 'Whether the store waits for its first tenant',
    access: 'public',
    answer: Type.Object({ needed: Type.Boolean() }),
    run: async (call) => ({ needed: await call.read(isEmptyStore) }),
  }),
  route({
    method: 'POST',
    path: '/setup',
    tag,
    summary: 'Make the first tenant and its admin by the one-time link, and sign the admin in',
    access: 'public',
    body: SetupBody,
    answer: Session,
    status: 201,
    async run(call) {
      refuseOtherSites(call);
      const { token, tenant, admin, language } = call.body;
      const told = [admin.loginNo, admin.name, tenant.code, tenant.name];
      await under('admin', () => checkPassword(admin.password, told));
      const passwordHash = await hashPassword(admin.password);
      const made = await call.store.write((db) => setUp(db, token, tenant, { ...admin, passwordHash }));
      if (made === null) throw unauthenticated();
      return await signIn(call, await callerFor(call.store, made.tenantId, made.agentId, 'console'), language);
    },
  }),
  route({
    method: 'POST',
    path: '/session',
    tag,
    summary: 'Sign in at the console',
    access: 'public',
    body: SignInBody,
    answer: Session,
    status: 201,
    async run(call) {
      refuseOtherSites(call);
      const { login, password, language } = call.body;
      const known = await verifyLogin(call.store, login, password);
      if (known === null) throw wrongLogin();
      return await signIn(call, await callerFor(call.store, known.tenantId, known.agentId, 'console'), language);
    },
  }),
  route({
    method: 'GET',
    path: '/session',
    tag,
    summary: 'Who is signed in, and what the agent may do',
    access: 'agent',
    answer: Session,
    run: async (call) =>
      showSession(
        call.who,
        call.session,
        call.seeingAs,
        await call.read((db) => readPreference(db, call.who, LANGUAGE)),
      ),
  }),
  route({
    method: 'DELETE',
    path: '/session',
    tag,
    summary: 'Sign out',
    access: 'agent',
    async run({ context, session, store, who, request }) {
      if (session !== null) await store.write((db) => revokeTokens(db, who.tenantId, { token: session.token }));
      return new Reply(null, { headers: { 'set-cookie': clearSessionCookie(context, request.raw) } });
    },
  }),
  route({
    method: 'POST',
    path: '/session/password',
    tag,
    summary: 'Change the own password; other sessions of the agent end',
    access: 'agent',
    body: PasswordBody,
    members: { password: 'new' },
    async run({ store, who, body, session }) {
      const agent = who.directory.agents.get(who.agentId)!;
      checkPassword(body.new, [agent.loginNo, agent.name]);
      const hash = await hashPassword(body.new);
      await changeOwnPassword(store, who, body.current, hash, session?.token ?? null);
    },
  }),
  route({
    method: 'GET',
    path: '/sessions',
    tag,
    summary: "The agent's open sessions",
    access: 'agent',
    answer: Items(OpenSession),
    async run({ read, who, session }) {
      const open = await read((db) => listSessions(db, who.tenantId, who.agentId));
      const current = session === null ? null : sessionIdOf(session.token);
      return {
        items: open.map((one) => ({
          ...one,
          current: one.id === current,
          createdAt: showTime(one.createdAt),
          expiresAt: showTime(one.expiresAt),
        })),
      };
    },
  }),
  route({
    method: 'DELETE',
    path: '/sessions/:id',
    tag,
    summary: 'End one of the own sessions',
    access: 'agent',
    run: ({ write, who, params }) => write((db) => endSession(db, who.tenantId, who.agentId, params.text('id'))),
  }),
  route({
    method: 'DELETE',
    path: '/sessions',
    tag,
    summary: 'End all own sessions but this one',
    access: 'agent',
    run: ({ write, who, session }) =>
      write((db) => endOtherSessions(db, who.tenantId, who.agentId, session?.token ?? null)),
  }),
];

/** Signing in from another site's page would put its visitor into the attacker's account. */
function refuseOtherSites(call: Call): void {
  const { context, request } = call;
  if (isCrossOrigin(request.raw.headers, ownOrigins(context, request.raw))) throw crossOrigin();
}

async function signIn(call: Call, who: Caller, language: string | undefined): Promise<Reply> {
  const { userAgent, address } = call.request;
  const work = async (db: Writer) => {
    if (language !== undefined) await writePreference(db, who, LANGUAGE, language);
    await recordAudit(db, who, { action: 'session.start', detail: { address } });
    return await startSession(db, who, { userAgent, address });
  };
  const { token, expiresAt } = await call.store.write(work);
  const kept = await call.read((db) => readPreference(db, who, LANGUAGE));
  return new Reply(showSession(who, { token, expiresAt }, false, kept), {
    headers: { 'set-cookie': sessionCookie(call.context, call.request.raw, token) },
  });
}
