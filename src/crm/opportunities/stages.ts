import type { Directory } from '#crm/access/directory.ts';

/**
 * The two stages that mean something to the program are known by their codes, which never change: a tenant may
 * rename or reorder them.
 */
export const WON = '25';
export const LOST = '26';

/** Whether the stage is 赢单. */
export function isWon(directory: Directory, stageId: bigint | null): boolean {
  return codeOf(directory, stageId) === WON;
}

/** Whether the stage is 输单. */
export function isLost(directory: Directory, stageId: bigint | null): boolean {
  return codeOf(directory, stageId) === LOST;
}

function codeOf(directory: Directory, stageId: bigint | null): string | undefined {
  return stageId === null ? undefined : directory.options.get('opportunity_stage')?.byId.get(stageId)?.code;
}
