import type { DictionaryName } from '#crm/access/directory.ts';
import type { FieldChange } from '#crm/changes/record-changes.ts';
import type { Caller } from '#crm/store.ts';
import { samePhones } from './phones.ts';
import type { CustomerState } from './state.ts';

/**
 * The system fields that differ between two states, in the order of the customer on the wire, with the labels that TTF's
 * Alternation feed shows. Owner and department are two fields, the phone list is one.
 */
export function describeChanges(who: Caller, before: CustomerState, after: CustomerState): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of fields) {
    if (field.same(before, after)) continue;
    changes.push({
      field: field.name,
      label: field.label,
      oldText: field.text(who, before),
      newText: field.text(who, after),
    });
  }
  return changes;
}

interface ComparedField {
  readonly name: string;
  readonly label: string;
  text(who: Caller, state: CustomerState): string;
  same(before: CustomerState, after: CustomerState): boolean;
}

const fields: readonly ComparedField[] = [
  plain('name', '姓名', (state) => state.name),
  option('type', '客户类型', 'customer_type', (state) => state.typeId),
  {
    name: 'phones',
    label: '联系电话',
    text: (_who, state) => state.phones.map((phone) => phone.content).join(','),
    same: (before, after) => samePhones(before.phones, after.phones),
  },
  plain('address', '联系地址', (state) => state.address),
  {
    name: 'company',
    label: '公司名称',
    text: (_who, state) => state.company?.name ?? '',
    same: (before, after) => before.company?.id === after.company?.id,
  },
  option('task', '客户任务', 'task', (state) => state.taskId),
  agent('owner', '归属工号', (state) => state.owner.agentId),
  department('owner_department', '归属部门', (state) => state.owner.departmentId),
  option('deal_flag', '行销结果', 'deal_flag', (state) => state.dealFlagId),
  plain('assigned_at', '分配时间', (state) => state.assignedAt, timeText),
  plain('stars', '客户星级', (state) => state.stars || null),
  {
    name: 'labels',
    label: '客户标签',
    text: (_who, state) => labelText(state),
    same: (before, after) => labelText(before) === labelText(after),
  },
  option('source', '客户来源', 'customer_source', (state) => state.sourceId),
  option('grade', '客户等级', 'customer_grade', (state) => state.gradeId),
  agent('service', '客服工号', (state) => state.service.agentId),
  department('service_department', '客服部门', (state) => state.service.departmentId),
  plain('im_third_id', '第三方账号', (state) => state.imThirdId),
  plain('original_id', '原客户编号', (state) => state.originalId),
];

type Plain = string | number | bigint | null;

function plain<V extends Plain>(
  name: string,
  label: string,
  value: (state: CustomerState) => V,
  show: (who: Caller, value: NonNullable<V>) => string = (_who, shown) => String(shown),
): ComparedField {
  return {
    name,
    label,
    text: (who, state) => {
      const shown = value(state);
      return shown === null || shown === undefined ? '' : show(who, shown);
    },
    same: (before, after) => value(before) === value(after),
  };
}

function option(
  name: string,
  label: string,
  dictionary: DictionaryName,
  id: (state: CustomerState) => bigint | null,
): ComparedField {
  return plain(name, label, id, (who, shown) => who.directory.options.get(dictionary)?.byId.get(shown)?.name ?? '');
}

function agent(name: string, label: string, id: (state: CustomerState) => bigint | null): ComparedField {
  return plain(name, label, id, (who, shown) => who.directory.agents.get(shown)?.loginNo ?? '');
}

function department(name: string, label: string, id: (state: CustomerState) => bigint | null): ComparedField {
  return plain(name, label, id, (who, shown) => who.directory.departments.get(shown)?.name ?? '');
}

function labelText(state: CustomerState): string {
  return state.labels.map((one) => one.name).join(',');
}

function timeText(who: Caller, at: number): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: who.directory.tenant.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(at);
}
