import type { Department } from '#crm/access/directory.ts';
import { parseId } from '../body.ts';
import { notFound } from '../errors.ts';
import type { Links } from '../links.ts';
import { readPage } from '../paging.ts';
import { type Call, ok, type Route } from '../route.ts';

/** 客服组: the tenant's departments, which `service_groupid` of a company names. */
export const supportGroupRoutes: readonly Route[] = [
  { method: 'GET', path: '/supportgroups', parameters: ['page', 'per_page'], run: list },
  { method: 'GET', path: '/supportgroups/:id', run: show },
];

async function list({ query, who, links }: Call) {
  const { offset, perPage } = readPage(query);
  const departments = [...who.directory.departments.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const supportgroups = departments.slice(offset, offset + perPage).map((one) => write(links, one));
  return ok(JSON.stringify({ supportgroups, count: String(departments.length) }));
}

async function show(call: Call) {
  const id = parseId(call.part('id'));
  const department = id === null ? undefined : call.who.directory.departments.get(id);
  if (department === undefined) throw notFound('service group');
  return ok(JSON.stringify({ supportgroup: write(call.links, department) }));
}

function write(links: Links, { id, name }: Department) {
  return { sgId: String(id), sgName: name, url: links.to(`supportgroups/${id}`) };
}
