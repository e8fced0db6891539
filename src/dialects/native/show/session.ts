import { roleOf } from '#crm/access/scope.ts';
import type { Caller } from '#crm/store.ts';
import type { SessionOfCall } from '../route.ts';
import type { Session } from '../schemas/session.ts';
import { showTime } from '../time.ts';
import { showDepartment } from './refs.ts';

export function showSession(who: Caller, session: SessionOfCall | null, seeingAs: boolean, language: unknown): Session {
  const agent = who.directory.agents.get(who.agentId)!;
  const role = roleOf(who);
  const { tenant } = who.directory;
  return {
    agent: {
      id: String(agent.id),
      loginNo: agent.loginNo,
      name: agent.name,
      departments: [...agent.departmentIds].map((id) => showDepartment(who, id)!),
      department: showDepartment(who, agent.departmentId)!,
      role: { id: String(role.id), name: role.name },
    },
    tenant: { id: String(tenant.id), code: tenant.code, name: tenant.name, timeZone: tenant.timeZone },
    scope: role.scope,
    isAdmin: role.isAdmin,
    permissions: [...role.permissions],
    seeingAs,
    expiresAt: session === null ? null : showTime(session.expiresAt),
    language: typeof language === 'string' ? language : null,
  };
}
