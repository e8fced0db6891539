import type { CustomInput, CustomValues } from '#crm/fields/value.ts';

/** A living customer as its caller may see it: phones are masked where the caller's role has no phone.reveal. */
export interface Customer {
  readonly id: bigint;
  readonly name: string;
  readonly pinyin: string;
  readonly phones: readonly Phone[];
  readonly typeId: bigint | null;
  readonly sourceId: bigint | null;
  readonly gradeId: bigint | null;
  readonly dealFlagId: bigint | null;
  /** 0–5; 0 = none. */
  readonly stars: number;
  readonly labels: readonly Label[];
  readonly address: string | null;
  readonly companyId: bigint | null;
  /** The linked company's name, also when that company is deleted. */
  readonly companyName: string | null;
  readonly taskId: bigint | null;
  readonly ownerAgentId: bigint | null;
  readonly ownerDepartmentId: bigint | null;
  readonly assignedAt: number | null;
  readonly serviceAgentId: bigint | null;
  readonly serviceDepartmentId: bigint | null;
  readonly followUpCount: number;
  readonly lastContactAt: number | null;
  readonly lastContactAgentId: bigint | null;
  readonly lastContactDepartmentId: bigint | null;
  readonly lastCallSerial: string | null;
  readonly opportunityCount: number;
  readonly won: boolean;
  readonly poolReasonId: bigint | null;
  readonly recycledAt: number | null;
  readonly ownerChanges: number;
  /** 0 by hand, 1 import, 2 API. */
  readonly howMade: number;
  readonly originalId: bigint | null;
  readonly imThirdId: string | null;
  readonly custom: CustomValues;
  readonly version: number;
  readonly createdAt: number;
  readonly createdByAgentId: bigint | null;
  readonly createdRoleId: bigint | null;
  readonly createdDepartmentId: bigint | null;
  readonly updatedAt: number;
  readonly updatedByAgentId: bigint | null;
  readonly updatedDepartmentId: bigint | null;
}

export interface Phone {
  readonly id: bigint;
  /** As it was sent, or masked (`138****8888`) for callers without phone.reveal. */
  readonly content: string;
}

export interface Label {
  readonly id: bigint;
  readonly name: string;
}

/**
 * What a write says of a customer. A key that isn't there stays as it is; null (and an empty text) clears.
 * Derived figures and who/when are not writable.
 */
export interface CustomerPatch {
  readonly name?: string | null;
  readonly phones?: PhonesPatch;
  readonly type?: OptionRef | null;
  readonly source?: OptionRef | null;
  readonly grade?: OptionRef | null;
  readonly dealFlag?: OptionRef | null;
  readonly task?: OptionRef | null;
  readonly stars?: number | null;
  /** Label names; replaces the set. */
  readonly labels?: readonly string[] | null;
  readonly address?: string | null;
  readonly companyName?: string | null;
  /** Links a living company by its id, whatever its name; not together with `companyName`. */
  readonly companyId?: bigint;
  readonly owner?: AssignmentPatch;
  readonly service?: AssignmentPatch;
  readonly assignedAt?: number | null;
  readonly imThirdId?: string | null;
  readonly originalId?: bigint | null;
  readonly custom?: CustomInput;
}

/** A dictionary entry by id, or by name or code as TTF callers send it. */
export type OptionRef = { readonly id: bigint } | { readonly nameOrCode: string };

/** An agent by id or by login number (any case). */
export type AgentRef = { readonly id: bigint } | { readonly loginNo: string };

/**
 * Agent and department of an owner (or service). `agent: null` clears both; a department alone assigns it and clears an
 * agent who isn't in it; an agent alone is refused (`department_missing`), even where a department stands.
 */
export interface AssignmentPatch {
  readonly agent?: AgentRef | null;
  readonly departmentId?: bigint | null;
}

export type PhonesPatch =
  /** `{id: null, content}` adds (nothing when it is there), `{id, content}` changes, `{id, content: null}` removes; others stay. */
  | {
      readonly kind: 'merge';
      readonly changes: readonly { readonly id: bigint | null; readonly content: string | null }[];
    }
  /** Replaces the first phone, or removes it (null or ''). */
  | { readonly kind: 'first'; readonly content: string | null }
  /** The whole list, in order; phones that stay keep their ids. */
  | { readonly kind: 'all'; readonly contents: readonly string[] };

export type CustomerLookup =
  | { readonly by: 'id'; readonly id: bigint }
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'phone'; readonly phone: string }
  | { readonly by: 'company'; readonly companyName: string };

/** Filters of a list; `null` in a dimension asks for customers without one. */
export interface CustomerFilter {
  readonly id?: bigint;
  /** Digits that the id contains. */
  readonly idContains?: string;
  readonly ownerAgentId?: bigint | null;
  readonly ownerDepartmentIds?: readonly bigint[];
  readonly typeId?: bigint | null;
  readonly sourceId?: bigint | null;
  readonly dealFlagId?: bigint | null;
  readonly taskId?: bigint | null;
  readonly gradeId?: bigint | null;
  /** In the public pool (no owner agent and no department), or out of it. */
  readonly inPool?: boolean;
  /** The name contains it, or a phone contains its digits when it is written like a part of one. */
  readonly text?: string;
  /** The name contains it: any case, full Unicode. */
  readonly nameContains?: string;
  /** The pinyin or the initials of the name contain these letters. */
  readonly pinyinContains?: string;
  /** A phone contains these digits; for a caller without phone.reveal it must be the whole number. */
  readonly phoneContains?: string;
  /** Some phone is this one, normalised. */
  readonly phone?: string;
  readonly companyId?: bigint;
  readonly labelId?: bigint;
  /** UTC ms, inclusive. */
  readonly createdFrom?: number;
  readonly createdTo?: number;
}
