import type { Selectable } from 'kysely';
import type { Origin } from '#crm/customers/create-customer.ts';
import type { AssignmentPatch, OptionRef } from '#crm/customers/customer.ts';
import { maskCustom } from '#crm/fields/apply-custom.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';
import type { CustomInput, CustomValues } from '#crm/fields/value.ts';
import type { Caller } from '#crm/store.ts';
import type { OpportunitiesTable } from '#engines/engine.ts';

/** An opportunity whose customer is living and in the caller's reach; telephone fields are masked as the role demands. */
export interface Opportunity {
  readonly id: bigint;
  readonly customerId: bigint;
  readonly name: string;
  readonly typeId: bigint | null;
  readonly sourceId: bigint | null;
  readonly stageId: bigint | null;
  readonly loseReasonId: bigint | null;
  readonly loseRemark: string;
  readonly ownerAgentId: bigint | null;
  readonly ownerDepartmentId: bigint | null;
  readonly lastContactAt: number | null;
  readonly lastContactAgentId: bigint | null;
  readonly lastContactDepartmentId: bigint | null;
  readonly custom: CustomValues;
  readonly version: number;
  readonly createdAt: number;
  readonly createdByAgentId: bigint | null;
  readonly createdDepartmentId: bigint | null;
  readonly updatedAt: number;
  readonly updatedByAgentId: bigint | null;
  readonly updatedDepartmentId: bigint | null;
}

/** What a write says of an opportunity. A key that isn't there stays as it is; null (and an empty text) clears. */
export interface OpportunityPatch {
  readonly name?: string | null;
  readonly type?: OptionRef | null;
  readonly source?: OptionRef | null;
  readonly stage?: OptionRef | null;
  /** Only beside the stage 输单; leaving that stage clears reason and remark. */
  readonly loseReason?: OptionRef | null;
  readonly loseRemark?: string | null;
  /** Absent on create: the customer's owner. */
  readonly owner?: AssignmentPatch;
  readonly custom?: CustomInput;
}

/** What an import keeps of an opportunity that was made elsewhere. */
export type KeptOpportunity = Omit<Origin, 'howMade'>;

export type OpportunityRow = Selectable<OpportunitiesTable>;

/** What of a row is shown. */
export const SHOWN = [
  'id',
  'customer_id',
  'name',
  'type_id',
  'source_id',
  'stage_id',
  'lose_reason_id',
  'lose_remark',
  'owner_agent_id',
  'owner_department_id',
  'last_contact_at',
  'last_contact_agent_id',
  'last_contact_department_id',
  'custom',
  'version',
  'created_at',
  'created_by_agent_id',
  'created_department_id',
  'updated_at',
  'updated_by_agent_id',
  'updated_department_id',
] as const satisfies readonly (keyof OpportunityRow)[];

export type ShownOpportunity = Pick<OpportunityRow, (typeof SHOWN)[number]>;

export function toOpportunity(who: Caller, row: ShownOpportunity): Opportunity {
  return {
    id: row.id,
    customerId: row.customer_id,
    name: row.name,
    typeId: row.type_id,
    sourceId: row.source_id,
    stageId: row.stage_id,
    loseReasonId: row.lose_reason_id,
    loseRemark: row.lose_remark,
    ownerAgentId: row.owner_agent_id,
    ownerDepartmentId: row.owner_department_id,
    lastContactAt: row.last_contact_at,
    lastContactAgentId: row.last_contact_agent_id,
    lastContactDepartmentId: row.last_contact_department_id,
    custom: maskCustom(who, 'opportunity', parseCustom(row.custom)),
    version: row.version,
    createdAt: row.created_at,
    createdByAgentId: row.created_by_agent_id,
    createdDepartmentId: row.created_department_id,
    updatedAt: row.updated_at,
    updatedByAgentId: row.updated_by_agent_id,
    updatedDepartmentId: row.updated_department_id,
  };
}
