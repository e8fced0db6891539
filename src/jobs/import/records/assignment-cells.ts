import type { AssignmentPatch } from '#crm/customers/customer.ts';
import type { ImportTarget } from '../record-import.ts';
import type { RowReader } from '../row-reader.ts';

export const ownerTargets: readonly ImportTarget[] = [
  { key: 'ownerLoginNo', label: '归属工号', required: false, aliases: ['serviceNo', '负责人'] },
  { key: 'departmentId', label: '归属部门', required: false, aliases: ['servicegroupId', '部门ID'] },
];

/** An agent by login number with the department beside it, as crm asks for both. */
export function readAssignment(cells: RowReader, agentKey: string, departmentKey: string): AssignmentPatch | undefined {
  const loginNo = cells.text(agentKey)?.trim();
  const departmentId = cells.id(departmentKey);
  if (loginNo === undefined && departmentId === undefined) return undefined;
  return {
    ...(loginNo === undefined ? {} : { agent: { loginNo } }),
    ...(departmentId === undefined ? {} : { departmentId }),
  };
}
