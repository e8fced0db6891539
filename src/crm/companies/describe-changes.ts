import type { FieldChange } from '#crm/changes/record-changes.ts';
import type { Caller } from '#crm/store.ts';
import { HIDDEN_PASSWORD } from './service-password.ts';
import type { CompanyState } from './state.ts';

/** The system fields that differ between two states, in the order of the seed's object table. */
export function describeChanges(who: Caller, before: CompanyState, after: CompanyState): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const { field, label, value, show } of fields) {
    const [old, now] = [value(before), value(after)];
    if (old === now) continue;
    const text = show ?? ((_who: Caller, shown: string) => shown);
    changes.push({ field, label, oldText: text(who, old), newText: text(who, now) });
  }
  return changes;
}

interface ComparedField {
  readonly field: string;
  readonly label: string;
  /** What is compared. */
  readonly value: (state: CompanyState) => string;
  /** What people see; the compared text itself when absent. */
  readonly show?: (who: Caller, value: string) => string;
}

const fields: readonly ComparedField[] = [
  { field: 'name', label: '公司名称', value: (state) => state.name },
  { field: 'owner', label: '负责客服', value: (state) => idText(state.ownerAgentId), show: loginNo },
  { field: 'service_start', label: '服务开始时间', value: (state) => state.serviceStart ?? '' },
  { field: 'service_end', label: '服务结束时间', value: (state) => state.serviceEnd ?? '' },
  { field: 'website', label: '公司网址', value: (state) => state.website },
  { field: 'remark', label: '备注', value: (state) => state.remark },
  { field: 'service_fee', label: '服务费余额', value: (state) => state.serviceFee },
  { field: 'service_account', label: '服务账号', value: (state) => state.serviceAccount },
  {
    field: 'service_password',
    label: '服务密码',
    value: (state) => state.servicePasswordSealed ?? '',
    show: (_who, sealed) => (sealed === '' ? '' : HIDDEN_PASSWORD),
  },
  { field: 'address', label: '公司地址', value: (state) => state.address },
  // By id, as groups are no part of the directory: who lists changes names them (`nameGroups`).
  { field: 'group', label: '公司分组', value: (state) => idText(state.groupId) },
  { field: 'labels', label: '标签', value: (state) => state.labels.join(',') },
  { field: 'province', label: '省份', value: (state) => state.province },
  { field: 'city', label: '城市', value: (state) => state.city },
  {
    field: 'service_departments',
    label: '受理客服组',
    value: (state) => state.serviceDepartmentIds.join(','),
    show: departmentNames,
  },
  { field: 'multi_service_list', label: '服务列表', value: (state) => state.multiServiceList },
];

function idText(id: bigint | null): string {
  return id === null ? '' : String(id);
}

function loginNo(who: Caller, id: string): string {
  return id === '' ? '' : (who.directory.agents.get(BigInt(id))?.loginNo ?? id);
}

function departmentNames(who: Caller, ids: string): string {
  if (ids === '') return '';
  return ids
    .split(',')
    .map((id) => who.directory.departments.get(BigInt(id))?.name ?? id)
    .join(',');
}
