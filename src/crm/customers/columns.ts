import { formatCustom } from '#crm/fields/custom-text.ts';
import { fold } from '#crm/search/fold.ts';
import { pinyinOf } from '#crm/search/pinyin.ts';
import type { CellDimensions } from './cells.ts';
import { customerTokens, idTokens } from './search-tokens.ts';
import type { CustomerState } from './state.ts';

/** The columns of `customers` that a state fills; derived figures, authorship and the cell are not among them. */
export function columnsOf(state: CustomerState) {
  const reading = pinyinOf(state.name);
  return {
    name: state.name,
    name_key: fold(state.name),
    pinyin: reading.pinyin,
    pinyin_key: reading.key,
    type_id: state.typeId,
    source_id: state.sourceId,
    grade_id: state.gradeId,
    deal_flag_id: state.dealFlagId,
    stars: state.stars,
    address: state.address,
    company_id: state.company?.id ?? null,
    task_id: state.taskId,
    owner_agent_id: state.owner.agentId,
    owner_department_id: state.owner.departmentId,
    assigned_at: state.assignedAt,
    service_agent_id: state.service.agentId,
    service_department_id: state.service.departmentId,
    original_id: state.originalId,
    im_third_id: state.imThirdId,
    custom: formatCustom(state.custom),
  };
}

export function dimensionsOf(state: CustomerState): CellDimensions {
  return {
    ownerAgentId: state.owner.agentId,
    ownerDepartmentId: state.owner.departmentId,
    typeId: state.typeId,
    dealFlagId: state.dealFlagId,
    sourceId: state.sourceId,
    taskId: state.taskId,
  };
}

/** Every token that a customer is found by. */
export function tokensOf(id: bigint, state: CustomerState): string[] {
  const tokens = textTokensOf(state);
  for (const token of idTokens(id)) tokens.push(token);
  return tokens;
}

export function textTokensOf(state: CustomerState): string[] {
  return customerTokens({
    nameKey: fold(state.name),
    pinyinKey: pinyinOf(state.name).key,
    numbers: state.phones.map((phone) => phone.number),
  });
}
