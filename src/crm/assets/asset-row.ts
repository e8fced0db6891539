import type { AssetRowsTable } from '#engines/engine.ts';

export type OwnerType = AssetRowsTable['owner_type'];

/** agent 服务商 (the tenant itself), servicer 客服, contacter 联系人 (a customer), company, servicerGroup 客服组. */
export const ownerTypes = [
  'agent',
  'servicer',
  'contacter',
  'company',
  'servicerGroup',
] as const satisfies readonly OwnerType[];

export interface AssetRow {
  readonly id: bigint;
  readonly tableId: bigint;
  /** Texts by column id; empty ones are absent. */
  readonly cells: ReadonlyMap<bigint, string>;
  readonly ownerType: OwnerType;
  /** The owner's id in digits. */
  readonly owner: string;
  readonly ticket: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a write gives; cells by column key. What isn't given stays (or is empty, in a new row); '' clears a cell. */
export interface RowPatch {
  readonly cells?: ReadonlyMap<string, string>;
  readonly ownerType?: string;
  readonly owner?: string;
}

/** How a row came to be, where that differs from "now, under a new id"; imports keep what they bring. */
export interface RowOrigin {
  readonly id?: bigint;
  readonly ticket?: string;
  readonly createdAt?: number;
  readonly updatedAt?: number;
}
