import type { Agent, Department, Field as CrmField, FieldRecord, Role } from '#crm/access/directory.ts';
import { dictionaryNames } from '#crm/options/create-option.ts';
import { isLost, isWon } from '#crm/opportunities/stages.ts';
import { mayClaim } from '#crm/pool/may-claim.ts';
import type { Caller } from '#crm/store.ts';
import type { Directory, Field } from '../schemas/directory.ts';

/** The tenant's configuration as the console needs it, disabled entries included. */
export function showDirectory(who: Caller): Directory {
  const { directory } = who;
  const { tenant, poolRule } = directory;
  const fieldsOf = (record: FieldRecord) =>
    [...(directory.fields.get(record)?.byId.values() ?? [])].map((field) => showField(field));
  return {
    version: directory.version,
    tenant: { id: String(tenant.id), code: tenant.code, name: tenant.name, timeZone: tenant.timeZone },
    departments: [...directory.departments.values()].map(showDepartmentRow),
    roles: [...directory.roles.values()].map(showRole),
    agents: [...directory.agents.values()].map(showAgentRow),
    dictionaries: Object.fromEntries(
      dictionaryNames.map((name) => [
        name,
        (directory.options.get(name)?.all ?? []).map((one) => ({ ...one, id: String(one.id) })),
      ]),
    ),
    stages: { won: stageWhere(who, isWon), lost: stageWhere(who, isLost) },
    fields: { customer: fieldsOf('customer'), company: fieldsOf('company'), opportunity: fieldsOf('opportunity') },
    requiredFields: Object.fromEntries(directory.requiredFields),
    pool: {
      quotaPerDay: poolRule.quotaPerDay,
      recycleAfterDays: poolRule.recycleAfterDays,
      mayClaim: mayClaim(who),
    },
  };
}

export function showDepartmentRow({ id, parentId, name }: Department) {
  return { id: String(id), parentId: parentId === null ? null : String(parentId), name };
}

export function showRole({ id, name, scope, isAdmin, permissions }: Role) {
  return { id: String(id), name, scope, isAdmin, permissions: [...permissions] };
}

export function showAgentRow(agent: Agent) {
  return {
    id: String(agent.id),
    loginNo: agent.loginNo,
    name: agent.name,
    roleId: String(agent.roleId),
    departmentId: String(agent.departmentId),
    departmentIds: [...agent.departmentIds].map(String),
    state: agent.state,
  };
}

/** A field, with the name that each dialect gives it. */
export function showField(field: CrmField): Field {
  return {
    id: String(field.id),
    record: field.record,
    key: field.key,
    label: field.label,
    kind: field.kind,
    required: field.required,
    enabled: field.enabled,
    position: field.position,
    settings: { ...field.settings },
    options: field.options.map((option) => ({
      ...option,
      id: String(option.id),
      parentId: option.parentId === null ? null : String(option.parentId),
    })),
    names: { ttf: `${field.id}_${field.label}`, bangwo8: field.key, icsoc: `${field.kind}_${field.id}` },
  };
}

function stageWhere(who: Caller, holds: typeof isWon): string | null {
  const stages = who.directory.options.get('opportunity_stage')?.all ?? [];
  const stage = stages.find(({ id }) => holds(who.directory, id));
  return stage === undefined ? null : String(stage.id);
}
