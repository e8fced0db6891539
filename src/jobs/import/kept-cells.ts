import { CrmError } from '#crm/errors.ts';
import { faultOf, type ImportOptions, type ImportTarget } from './record-import.ts';
import type { RowReader } from './row-reader.ts';

/** What a row keeps of a record that was made elsewhere. */
export interface KeptCells {
  readonly id?: bigint;
  readonly createdAt?: number;
  readonly createdByAgentId?: bigint;
  readonly updatedAt?: number;
}

export const idTarget: ImportTarget = { key: 'id', label: 'ID', required: false, aliases: ['编号'] };

export const keptTargets = {
  createdAt: { key: 'createdAt', label: '创建时间', required: false, aliases: ['opTime', 'create_time', 'createDT'] },
  createdBy: { key: 'createdBy', label: '创建人', required: false, aliases: ['创建工号', 'loginNo'] },
  updatedAt: { key: 'updatedAt', label: '更新时间', required: false, aliases: ['upTime', 'update_time', 'updateDT'] },
} as const satisfies Record<string, ImportTarget>;

/** Id, times and people; they count with keepIds only and aren't looked at without. */
export function readKept(cells: RowReader, options: ImportOptions): KeptCells {
  if (!options.keepIds) return {};
  const kept = {
    id: cells.id('id'),
    createdAt: cells.time('createdAt'),
    createdByAgentId: agentId(cells, 'createdBy'),
    updatedAt: cells.time('updatedAt'),
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) as KeptCells;
}

/** The id that a row is meant for: kept with keepIds, else what an update goes by. */
export function readRowId(cells: RowReader, kept: KeptCells, options: ImportOptions): bigint | undefined {
  if (options.keepIds) return kept.id;
  return options.onDuplicate === 'update' ? cells.id('id') : undefined;
}

function agentId(cells: RowReader, key: string): bigint | undefined {
  const loginNo = cells.text(key)?.trim();
  if (loginNo === undefined) return undefined;
  const agent = cells.directory.agentsByLogin.get(loginNo.toLowerCase());
  if (agent !== undefined) return agent.id;
  cells.faults.push(faultOf(new CrmError('unknown_agent', { field: 'created_by', value: loginNo })));
  return undefined;
}
