import type { CustomInput, CustomValues } from '#crm/fields/value.ts';

/** A company of the tenant, living or deleted. Every agent of the tenant may see it. */
export interface Company {
  readonly id: bigint;
  readonly name: string;
  readonly province: string;
  readonly city: string;
  readonly address: string;
  readonly website: string;
  readonly remark: string;
  /** `YYYY-MM-DD`. */
  readonly serviceStart: string | null;
  readonly serviceEnd: string | null;
  /** Decimal text with two places. */
  readonly serviceFee: string;
  readonly serviceAccount: string;
  /** Opened by showServicePassword only; null = none. */
  readonly servicePasswordSealed: string | null;
  readonly labels: readonly string[];
  readonly groupId: bigint | null;
  readonly serviceDepartmentIds: readonly bigint[];
  readonly ownerAgentId: bigint | null;
  /** As imported from Bangwo8; nothing else writes it. */
  readonly multiServiceList: string;
  /** Living customers that are linked to it. */
  readonly customerCount: number;
  readonly custom: CustomValues;
  readonly version: number;
  readonly createdAt: number;
  readonly createdByAgentId: bigint | null;
  readonly updatedAt: number;
  readonly updatedByAgentId: bigint | null;
  readonly deletedAt: number | null;
}

/** What tells one company from another in a list of names. */
export type CompanyTitle = Pick<Company, 'id' | 'name' | 'createdAt' | 'updatedAt'>;

/** What a write says of a company. A key that isn't there stays as it is; null (and an empty text) clears. */
export interface CompanyPatch {
  readonly name?: string;
  readonly province?: string | null;
  readonly city?: string | null;
  readonly address?: string | null;
  readonly website?: string | null;
  readonly remark?: string | null;
  readonly serviceStart?: string | null;
  readonly serviceEnd?: string | null;
  /** A decimal with at most two places. */
  readonly serviceFee?: string | null;
  readonly serviceAccount?: string | null;
  /** Made by sealServicePassword, outside the write. */
  readonly servicePassword?: SealedPassword | null;
  /** Replaces the list; trimmed, without repeats, in order. */
  readonly labels?: readonly string[] | null;
  readonly groupId?: bigint | null;
  readonly serviceDepartmentIds?: readonly bigint[] | null;
  readonly ownerAgentId?: bigint | null;
  readonly multiServiceList?: string | null;
  readonly custom?: CustomInput;
}

export interface SealedPassword {
  /** null = none. */
  readonly sealed: string | null;
  /** Whether another sealed text holds the same password. */
  isSameAs(present: string | null): boolean;
}
