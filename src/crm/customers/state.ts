import type { Caller } from '#crm/store.ts';
import type { CustomValues } from '#crm/fields/value.ts';
import type { Assignment } from './assignment.ts';
import type { Label } from './customer.ts';
import type { StoredPhone } from './phones.ts';
import type { CustomerRow } from './read-customers.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';

/** What can be written of a customer, as a whole: a patch makes one state out of another. */
export interface CustomerState {
  readonly name: string;
  readonly address: string | null;
  readonly typeId: bigint | null;
  readonly sourceId: bigint | null;
  readonly gradeId: bigint | null;
  readonly dealFlagId: bigint | null;
  readonly taskId: bigint | null;
  readonly stars: number;
  readonly company: { readonly id: bigint; readonly name: string } | null;
  readonly owner: Assignment;
  readonly service: Assignment;
  readonly assignedAt: number | null;
  readonly imThirdId: string | null;
  readonly originalId: bigint | null;
  readonly phones: readonly StoredPhone[];
  readonly labels: readonly Label[];
  readonly custom: CustomValues;
}

const NOBODY: Assignment = { agentId: null, departmentId: null };

/** A customer before anything was said of it. */
export const emptyState: CustomerState = {
  name: '',
  address: null,
  typeId: null,
  sourceId: null,
  gradeId: null,
  dealFlagId: null,
  taskId: null,
  stars: 0,
  company: null,
  owner: NOBODY,
  service: NOBODY,
  assignedAt: null,
  imThirdId: null,
  originalId: null,
  phones: [],
  labels: [],
  custom: new Map(),
};

export function stateOf(row: CustomerRow, phones: readonly StoredPhone[], labels: readonly Label[]): CustomerState {
  return {
    name: row.name,
    address: row.address,
    typeId: row.type_id,
    sourceId: row.source_id,
    gradeId: row.grade_id,
    dealFlagId: row.deal_flag_id,
    taskId: row.task_id,
    stars: row.stars,
    company: row.company_id === null ? null : { id: row.company_id, name: row.company_name ?? '' },
    owner: { agentId: row.owner_agent_id, departmentId: row.owner_department_id },
    service: { agentId: row.service_agent_id, departmentId: row.service_department_id },
    assignedAt: row.assigned_at,
    imThirdId: row.im_third_id,
    originalId: row.original_id,
    phones,
    labels,
    custom: parseCustom(row.custom),
  };
}

/** Whether nobody has it: neither an owner agent nor a department. */
export function isInPool(owner: Assignment): boolean {
  return owner.agentId === null && owner.departmentId === null;
}

export function sameAssignment(a: Assignment, b: Assignment): boolean {
  return a.agentId === b.agentId && a.departmentId === b.departmentId;
}

/** Who stands in the created and updated columns for this caller. */
export function authorship(who: Caller): { agentId: bigint; roleId: bigint | null; departmentId: bigint | null } {
  return authorOf(who, who.agentId);
}

/** The same for the agent that an import names; null for nobody. */
export function authorOf<Id extends bigint | null>(who: Caller, agentId: Id) {
  const agent = agentId === null ? undefined : who.directory.agents.get(agentId);
  return { agentId, roleId: agent?.roleId ?? null, departmentId: agent?.departmentId ?? null };
}
