import { type AgentProfile, readAgentProfiles } from '#crm/access/agent-profiles.ts';
import type { Agent } from '#crm/access/directory.ts';
import type { Caller } from '#crm/store.ts';
import { zonedText } from '#crm/zoned-time.ts';
import { parseId } from '../body.ts';
import { readTimeFilter } from '../days.ts';
import { notFound } from '../errors.ts';
import type { Links } from '../links.ts';
import { readPage } from '../paging.ts';
import { type Call, ok, type Route } from '../route.ts';

/** 客服: the tenant's agents. */
export const supportRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/supports',
    parameters: ['created_start', 'created_end', 'created_order', 'page', 'per_page'],
    run: list,
  },
  { method: 'GET', path: '/supports/:id', run: show },
];

/** The count is a text here (vendor's overview). */
async function list(call: Call) {
  const { query, who } = call;
  const { offset, perPage } = readPage(query);
  const { from, before } = readTimeFilter(query, 'created', who.directory.tenant.timeZone);
  const direction = query.choice('created_order', ['asc', 'desc'], undefined);
  const found = [...who.directory.agents.values()].filter(
    ({ createdAt }) => createdAt >= (from ?? -Infinity) && createdAt < (before ?? Infinity),
  );
  const sign = direction === 'desc' ? -1 : 1;
  const ordered = found.toSorted(
    (a, b) => sign * ((direction === undefined ? 0 : a.createdAt - b.createdAt) || (a.id < b.id ? -1 : 1)),
  );
  const page = ordered.slice(offset, offset + perPage);
  return ok(JSON.stringify({ supports: await writeAll(call, page), count: String(found.length) }));
}

async function show(call: Call) {
  const id = parseId(call.part('id'));
  const agent = id === null ? undefined : call.who.directory.agents.get(id);
  if (agent === undefined) throw notFound('support');
  const [support] = await writeAll(call, [agent]);
  return ok(JSON.stringify({ support }));
}

async function writeAll({ read, who, links }: Call, agents: readonly Agent[]) {
  const ids = agents.map((agent) => agent.id);
  const profiles = await read((db) => readAgentProfiles(db, who.tenantId, ids));
  return agents.map((agent) => write(who, links, agent, profiles.get(agent.id) ?? {}));
}

function write({ directory }: Caller, links: Links, agent: Agent, profile: AgentProfile) {
  const text = (key: string) => (typeof profile[key] === 'string' ? profile[key] : '');
  const groups = new Set([agent.departmentId, ...agent.departmentIds]);
  return {
    sId: String(agent.id),
    url: links.to(`supports/${agent.id}`),
    sPassportName: agent.loginNo,
    groupId: [...groups].join(','),
    sNum: agent.loginNo,
    name: agent.name,
    // Sic (vendor's page of agents): 1 female, 2 male, 1 when it isn't known.
    gnder: profile['sex'] === 'male' ? '2' : '1',
    email: text('email'),
    fixnumber: text('phone'),
    mobile: text('mobile'),
    QQ: text('qq'),
    isAdmin: directory.roles.get(agent.roleId)?.isAdmin === true ? '1' : '0',
    isStat: agent.state === 'active' ? '1' : '0',
    createDT: zonedText(agent.createdAt, directory.tenant.timeZone),
    custom_fields: [],
  };
}
