import {
  type CompanyGroup,
  createCompanyGroup,
  getCompanyGroup,
  listCompanyGroups,
  updateCompanyGroup,
} from '#crm/companies/company-groups.ts';
import { parseId, readRecord, textOf } from '../body.ts';
import { badRequest, notFound, type WireKeys } from '../errors.ts';
import { readIds } from '../companies/show.ts';
import type { Links } from '../links.ts';
import { type Call, ok, type Route } from '../route.ts';

const PATH = '/customergroups';
const wireKeys: WireKeys = { name: 'groupName' };
const KNOWN = new Set(['groupId', 'url', 'groupName', 'type']);

/** 1 公司分组, 2 联系人分组. */
const kinds: Readonly<Record<string, CompanyGroup['kind']>> = { '1': 'company', '2': 'contact' };

/** 客户分组, by administrators. */
export const customerGroupRoutes: readonly Route[] = [
  { method: 'GET', path: PATH, admin: true, run: (call) => list(call, undefined) },
  {
    method: 'GET',
    path: `${PATH}/show_many`,
    admin: true,
    parameters: ['ids'],
    run: (call) => list(call, readIds(call)),
  },
  { method: 'GET', path: `${PATH}/:id`, admin: true, run: show },
  { method: 'POST', path: PATH, admin: true, wireKeys, run: create },
  { method: 'PUT', path: `${PATH}/:id`, admin: true, wireKeys, run: update },
];

async function list({ who, links, read }: Call, ids: readonly bigint[] | undefined) {
  const found = await read((db) => listCompanyGroups(db, who.tenantId, ids));
  const byId = new Map(found.map((group) => [group.id, group]));
  const inOrder = ids === undefined ? found : ids.flatMap((id) => byId.get(id) ?? []);
  return ok(JSON.stringify({ customergroups: inOrder.map((group) => write(links, group)) }));
}

async function show(call: Call) {
  const id = groupIdOf(call);
  const group = await call.read((db) => getCompanyGroup(db, call.who.tenantId, id));
  return ok(JSON.stringify({ customergroup: write(call.links, group) }));
}

/** The body's key is the plural, with one object under it (vendor's page, sic). */
async function create(call: Call) {
  const { groupName, kind } = readGroup(call);
  if (kind === undefined) throw badRequest('type', 'must be given');
  return await call.write(async (db) => {
    const group = await createCompanyGroup(db, call.who, { name: groupName ?? '', kind });
    const customergroups = write(call.links, group);
    return ok(JSON.stringify({ customergroups }), { location: customergroups.url });
  });
}

async function update(call: Call) {
  const id = groupIdOf(call);
  const { groupName, kind } = readGroup(call);
  return await call.write(async (db) => {
    const group = await updateCompanyGroup(db, call.who, id, {
      ...(groupName === undefined ? {} : { name: groupName }),
      ...(kind === undefined ? {} : { kind }),
    });
    return ok(JSON.stringify({ customergroup: write(call.links, group) }));
  });
}

function readGroup(call: Call) {
  const sent = readRecord(call, 'customergroup', KNOWN);
  const text = (key: string) => (Object.hasOwn(sent, key) ? (textOf(sent[key]!, key)?.trim() ?? '') : undefined);
  const type = text('type');
  const kind = type !== undefined && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (type !== undefined && kind === undefined) throw badRequest('type', 'must be 1 or 2');
  return { groupName: text('groupName'), kind };
}

function groupIdOf(call: Call): bigint {
  const id = parseId(call.part('id'));
  if (id === null) throw notFound('company group');
  return id;
}

function write(links: Links, { id, name, kind }: CompanyGroup) {
  return {
    groupId: String(id),
    url: links.to(`customergroups/${id}`),
    groupName: name,
    type: kind === 'company' ? '1' : '2',
  };
}
