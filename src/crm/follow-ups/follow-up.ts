import type { Selectable } from 'kysely';
import type { Origin } from '#crm/customers/create-customer.ts';
import type { FollowUpsTable } from '#engines/engine.ts';

/** A follow-up record whose customer is living and in the caller's reach. */
export interface FollowUp {
  readonly id: bigint;
  readonly customerId: bigint;
  /** Stays when the opportunity is deleted. */
  readonly opportunityId: bigint | null;
  readonly typeId: bigint;
  /** As it was sent, HTML included; never rendered unsanitised. */
  readonly content: string;
  /** The same without tags and with entities decoded. */
  readonly contentText: string;
  /** The customer's deal flag when it was written. */
  readonly dealFlagId: bigint | null;
  readonly nextContactAt: number | null;
  readonly version: number;
  readonly createdAt: number;
  readonly createdByAgentId: bigint | null;
  readonly createdRoleId: bigint | null;
  readonly createdDepartmentId: bigint | null;
  readonly updatedAt: number;
  readonly updatedByAgentId: bigint | null;
  readonly updatedDepartmentId: bigint | null;
}

export interface NewFollowUp {
  readonly customerId: bigint;
  readonly opportunityId?: bigint | null;
  readonly typeId: bigint;
  /** At most 20,000 code points. */
  readonly content: string;
  /** UTC ms. */
  readonly nextContactAt?: number | null;
}

/** What an update says; a key that isn't there stays. */
export interface FollowUpPatch {
  readonly typeId?: bigint;
  readonly content?: string;
  readonly nextContactAt?: number | null;
}

/** What an import keeps of a record that was made elsewhere. */
export type KeptFollowUp = Omit<Origin, 'howMade'>;

/** What of a row is shown: the rest is what lists are found by, a text once more among it. */
export const SHOWN = [
  'id',
  'customer_id',
  'opportunity_id',
  'type_id',
  'content',
  'content_text',
  'deal_flag_id',
  'next_contact_at',
  'version',
  'created_at',
  'created_by_agent_id',
  'created_role_id',
  'created_department_id',
  'updated_at',
  'updated_by_agent_id',
  'updated_department_id',
] as const satisfies readonly (keyof FollowUpsTable)[];

export type FollowUpRow = Pick<Selectable<FollowUpsTable>, (typeof SHOWN)[number]>;

export function toFollowUp(row: FollowUpRow): FollowUp {
  return {
    id: row.id,
    customerId: row.customer_id,
    opportunityId: row.opportunity_id,
    typeId: row.type_id,
    content: row.content,
    contentText: row.content_text,
    dealFlagId: row.deal_flag_id,
    nextContactAt: row.next_contact_at,
    version: row.version,
    createdAt: row.created_at,
    createdByAgentId: row.created_by_agent_id,
    createdRoleId: row.created_role_id,
    createdDepartmentId: row.created_department_id,
    updatedAt: row.updated_at,
    updatedByAgentId: row.updated_by_agent_id,
    updatedDepartmentId: row.updated_department_id,
  };
}
