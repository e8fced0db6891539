import { Type } from 'typebox';
import { createAgent } from '#crm/access/create-agent.ts';
import { createDepartment } from '#crm/access/create-department.ts';
import { createRole } from '#crm/access/create-role.ts';
import { listAgentDetails } from '#crm/access/list-agent-details.ts';
import { checkPassword, generatePassword, hashPassword } from '#crm/access/passwords.ts';
import { endOtherSessions } from '#crm/access/sessions.ts';
import { requireActiveAdmin } from '#crm/access/require-active-admin.ts';
import { updateAgent } from '#crm/access/update-agent.ts';
import { updateDepartment } from '#crm/access/update-department.ts';
import { updateRole } from '#crm/access/update-role.ts';
import { updateTenant } from '#crm/access/update-tenant.ts';
import type { Permission } from '#crm/errors.ts';
import { configure } from '../admin.ts';
import { present } from '../read-customer.ts';
import { readId } from '../read-refs.ts';
import { route } from '../route.ts';
import { bodyOf, IdIn, Items, Nullable, Time } from '../schemas/common.ts';
import { Department, DirectoryAgent, Role } from '../schemas/directory.ts';
import { Scope, Tenant } from '../schemas/session.ts';
import { showAgentRow, showDepartmentRow, showRole } from '../show/directory.ts';
import { showTime } from '../time.ts';

const tag = 'Administration';
const access = 'settings.edit';
const State = Type.Union([Type.Literal('active'), Type.Literal('disabled')]);
const Profile = Nullable(Type.Record(Type.String(), Type.Unknown()));
const Ids = Type.Array(IdIn, { maxItems: 1000 });
const Permissions = Type.Array(Type.String(), { maxItems: 20 });
const Password = Type.String({ maxLength: 1024 });

const AgentRow = Type.Object({
  ...DirectoryAgent.properties,
  profile: Profile,
  createdAt: Time,
  locked: Type.Boolean(),
});

const AgentBody = Type.Object({
  loginNo: Type.String(),
  name: Type.String(),
  roleId: IdIn,
  departmentId: IdIn,
  departmentIds: Type.Optional(Ids),
  password: Type.Optional(Nullable(Password)),
  profile: Type.Optional(Profile),
});

const ids = (field: string, given: readonly (string | number)[] | undefined) => given?.map((id) => readId(field, id));
const maybeId = (field: string, given: string | number | null | undefined) =>
  given === undefined || given === null ? given : readId(field, given);

export const peopleRoutes = [
  route({
    method: 'GET',
    path: '/admin/agents',
    tag,
    summary: 'Agents with their profiles and lock-outs',
    access,
    answer: Items(AgentRow),
    run: ({ read, who }) =>
      read(async (db) => {
        const details = await listAgentDetails(db, who);
        return {
          items: [...who.directory.agents.values()].map((agent) => ({
            ...showAgentRow(agent),
            profile: details.get(agent.id)?.profile ?? null,
            createdAt: showTime(agent.createdAt),
            locked: details.get(agent.id)?.locked ?? false,
          })),
        };
      }),
  }),
  route({
    method: 'POST',
    path: '/admin/agents',
    tag,
    summary: 'Make an agent; a password that was not given is made and shown once',
    access,
    body: AgentBody,
    answer: Type.Object({ agent: DirectoryAgent, password: Nullable(Type.String()) }),
    status: 201,
    async run(call) {
      const { body, who } = call;
      const made = body.password === undefined || body.password === null ? generatePassword() : null;
      if (made === null) checkPassword(body.password!, [body.loginNo, body.name]);
      const passwordHash = await hashPassword(made ?? body.password!);
      const agent = {
        loginNo: body.loginNo,
        name: body.name,
        passwordHash,
        roleId: readId('roleId', body.roleId),
        departmentId: readId('departmentId', body.departmentId),
        ...present({ departmentIds: ids('departmentIds', body.departmentIds), profile: body.profile }),
      };
      return await configure(
        call,
        { action: 'agent.create', record: 'agent', detail: { loginNo: body.loginNo } },
        (db) => createAgent(db, who.tenantId, agent),
        (now, id) => ({ agent: showAgentRow(now.directory.agents.get(id)!), password: made }),
      );
    },
  }),
  route({
    method: 'PATCH',
    path: '/admin/agents/:id',
    tag,
    summary: 'Change an agent at once for every session; disabling ends them',
    access,
    body: bodyOf(
      {
        loginNo: Type.String(),
        name: Type.String(),
        roleId: IdIn,
        departmentId: IdIn,
        departmentIds: Ids,
        state: State,
        profile: Profile,
      },
      AgentRow,
    ),
    answer: DirectoryAgent,
    async run(call) {
      const { body, who, params } = call;
      const id = params.id();
      const { loginNo, name, state, profile } = body;
      const patch = present({
        loginNo,
        name,
        state,
        profile,
        roleId: maybeId('roleId', body.roleId) ?? undefined,
        departmentId: maybeId('departmentId', body.departmentId) ?? undefined,
        departmentIds: ids('departmentIds', body.departmentIds),
      });
      return await configure(
        call,
        { action: 'agent.update', record: 'agent', detail: { members: Object.keys(patch) } },
        async (db) => {
          await updateAgent(db, who.tenantId, id, patch);
          await requireActiveAdmin(db, who.tenantId);
          return id;
        },
        (now) => showAgentRow(now.directory.agents.get(id)!),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/admin/agents/:id/password',
    tag,
    summary: 'Give an agent a new password (a made one is shown once); its sessions and tokens end',
    access,
    body: Type.Object({ password: Type.Optional(Nullable(Password)) }),
    answer: Type.Object({ password: Nullable(Type.String()) }),
    async run(call) {
      const { body, who, params } = call;
      const id = params.id();
      const agent = who.directory.agents.get(id);
      const made = body.password === undefined || body.password === null ? generatePassword() : null;
      if (made === null) checkPassword(body.password!, [agent?.loginNo ?? '', agent?.name ?? '']);
      const passwordHash = await hashPassword(made ?? body.password!);
      return await configure(
        call,
        { action: 'agent.password', record: 'agent' },
        async (db) => {
          await updateAgent(db, who.tenantId, id, { passwordHash });
          return id;
        },
        () => ({ password: made }),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/admin/agents/:id/sign-out',
    tag,
    summary: "End an agent's console sessions",
    access,
    run: (call) =>
      configure(
        call,
        { action: 'agent.sign_out', record: 'agent' },
        async (db) => {
          const id = call.params.id();
          await endOtherSessions(db, call.who.tenantId, id, null);
          return id;
        },
        () => undefined,
      ),
  }),
  route({
    method: 'POST',
    path: '/admin/departments',
    tag,
    summary: 'Make a department',
    access,
    body: Type.Object({ name: Type.String(), parentId: Type.Optional(Nullable(IdIn)) }),
    members: { department: 'parentId' },
    answer: Department,
    status: 201,
    run: (call) =>
      configure(
        call,
        { action: 'department.create', record: 'department' },
        (db) =>
          createDepartment(db, call.who.tenantId, {
            name: call.body.name,
            ...present({ parentId: maybeId('parentId', call.body.parentId) }),
          }),
        (now, id) => showDepartmentRow(now.directory.departments.get(id)!),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/admin/departments/:id',
    tag,
    summary: 'Rename or move a department; what hangs below it comes along',
    access,
    body: Type.Object({ name: Type.Optional(Type.String()), parentId: Type.Optional(Nullable(IdIn)) }),
    members: { department: 'parentId' },
    answer: Department,
    run: (call) =>
      configure(
        call,
        { action: 'department.update', record: 'department' },
        async (db) => {
          const id = call.params.id();
          const patch = present({ name: call.body.name, parentId: maybeId('parentId', call.body.parentId) });
          await updateDepartment(db, call.who.tenantId, id, patch);
          return id;
        },
        (now, id) => showDepartmentRow(now.directory.departments.get(id)!),
      ),
  }),
  route({
    method: 'POST',
    path: '/admin/roles',
    tag,
    summary: 'Make a role',
    access,
    body: Type.Object({
      name: Type.String(),
      scope: Scope,
      permissions: Type.Optional(Permissions),
      isAdmin: Type.Optional(Type.Boolean()),
    }),
    answer: Role,
    status: 201,
    run: (call) =>
      configure(
        call,
        { action: 'role.create', record: 'role', detail: { ...call.body } },
        (db) => {
          const { name, scope, isAdmin, permissions } = call.body;
          const more = present({ isAdmin, permissions: permissions as Permission[] | undefined });
          return createRole(db, call.who.tenantId, { name, scope, ...more });
        },
        (now, id) => showRole(now.directory.roles.get(id)!),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/admin/roles/:id',
    tag,
    summary: "Change a role, and what its agents may do, at once; the last admin's role stays one",
    access,
    body: Type.Object({
      name: Type.Optional(Type.String()),
      scope: Type.Optional(Scope),
      permissions: Type.Optional(Permissions),
      isAdmin: Type.Optional(Type.Boolean()),
    }),
    answer: Role,
    run: (call) =>
      configure(
        call,
        { action: 'role.update', record: 'role', detail: { ...call.body } },
        async (db) => {
          const id = call.params.id();
          const { name, scope, isAdmin, permissions } = call.body;
          const patch = present({ name, scope, isAdmin, permissions: permissions as Permission[] | undefined });
          await updateRole(db, call.who.tenantId, id, patch);
          await requireActiveAdmin(db, call.who.tenantId);
          return id;
        },
        (now, id) => showRole(now.directory.roles.get(id)!),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/admin/tenant',
    tag,
    summary: "Change the tenant's name or time zone",
    access,
    body: Type.Object({ name: Type.Optional(Type.String()), timeZone: Type.Optional(Type.String()) }),
    answer: Tenant,
    run: (call) =>
      configure(
        call,
        { action: 'tenant.update', record: 'tenant', detail: { ...call.body } },
        async (db) => {
          await updateTenant(db, call.who.tenantId, call.body);
          return null;
        },
        ({ directory: { tenant } }) => ({
          id: String(tenant.id),
          code: tenant.code,
          name: tenant.name,
          timeZone: tenant.timeZone,
        }),
      ),
  }),
];
