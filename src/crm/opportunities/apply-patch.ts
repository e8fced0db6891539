import type { DictionaryName } from '#crm/access/directory.ts';
import type { FieldChange } from '#crm/changes/record-changes.ts';
import { applyAssignment, ownerNames, type Assignment } from '#crm/customers/assignment.ts';
import type { OptionRef } from '#crm/customers/customer.ts';
import { CrmError } from '#crm/errors.ts';
import { applyCustomWithRows } from '#crm/fields/apply-custom.ts';
import { formatCustom, parseCustom } from '#crm/fields/custom-text.ts';
import { optionName, resolveOption } from '#crm/options/resolve-option.ts';
import { fold } from '#crm/search/fold.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import type { OpportunityPatch, OpportunityRow } from './opportunity.ts';
import { isLost } from './stages.ts';

const LONGEST_NAME = 255;
const LONGEST_REMARK = 2000;

/** The columns that a patch can write. */
export type OpportunityColumns = Pick<
  OpportunityRow,
  | 'name'
  | 'name_key'
  | 'type_id'
  | 'source_id'
  | 'stage_id'
  | 'lose_reason_id'
  | 'lose_remark'
  | 'owner_agent_id'
  | 'owner_department_id'
  | 'custom'
>;

/** An opportunity before anything was said of it, owned as its customer is. */
export function emptyColumns(owner: Assignment): OpportunityColumns {
  return {
    name: '',
    name_key: '',
    type_id: null,
    source_id: null,
    stage_id: null,
    lose_reason_id: null,
    lose_remark: '',
    owner_agent_id: owner.agentId,
    owner_department_id: owner.departmentId,
    custom: null,
  };
}

/**
 * The columns that a patch makes of others, and what really changed. Raises `too_long`, `invalid` (a lose reason without
 * the stage 输单), `unknown_option`, what the owner's rules raise and those of the custom fields.
 */
export async function applyPatch(
  db: Reader,
  who: Caller,
  before: OpportunityColumns,
  patch: OpportunityPatch,
  mode: 'create' | 'update',
): Promise<{ columns: OpportunityColumns; changes: readonly FieldChange[] }> {
  const name = patch.name === undefined ? before.name : checkText('name', patch.name ?? '', LONGEST_NAME);
  const custom = await applyCustomWithRows(
    db,
    who,
    'opportunity',
    parseCustom(before.custom),
    patch.custom ?? new Map(),
    mode,
  );
  const present = { agentId: before.owner_agent_id, departmentId: before.owner_department_id };
  const owner = applyAssignment(who, patch.owner, present, ownerNames, mode);
  const stageId = choice(who, 'opportunity_stage', 'stage', patch.stage, before.stage_id);
  const columns: OpportunityColumns = {
    name,
    name_key: fold(name),
    type_id: choice(who, 'opportunity_type', 'type', patch.type, before.type_id),
    source_id: choice(who, 'opportunity_source', 'source', patch.source, before.source_id),
    stage_id: stageId,
    ...loss(who, before, patch, stageId),
    owner_agent_id: owner.agentId,
    owner_department_id: owner.departmentId,
    custom: formatCustom(custom.values),
  };
  return { columns, changes: [...describeChanges(who, before, columns), ...custom.changes] };
}

function loss(
  who: Caller,
  before: OpportunityColumns,
  patch: OpportunityPatch,
  stageId: bigint | null,
): Pick<OpportunityColumns, 'lose_reason_id' | 'lose_remark'> {
  const reasonId = choice(who, 'lose_reason', 'loseReason', patch.loseReason, before.lose_reason_id);
  const remark =
    patch.loseRemark === undefined
      ? before.lose_remark
      : checkText('loseRemark', patch.loseRemark ?? '', LONGEST_REMARK);
  if (isLost(who.directory, stageId)) return { lose_reason_id: reasonId, lose_remark: remark };
  if (reasonId !== null && reasonId !== before.lose_reason_id) throw onlyWhenLost('loseReason');
  if (remark !== '' && remark !== before.lose_remark) throw onlyWhenLost('loseRemark');
  return { lose_reason_id: null, lose_remark: '' };
}

function onlyWhenLost(field: string): CrmError {
  return new CrmError('invalid', { field, reason: 'only a lost opportunity has one' });
}

function choice(
  who: Caller,
  dictionary: DictionaryName,
  field: string,
  given: OptionRef | null | undefined,
  present: bigint | null,
): bigint | null {
  if (given === undefined) return present;
  if (given === null) return null;
  return resolveOption(who.directory, dictionary, given, { field, present }).id;
}

/** The system fields that differ, in the words that people see. */
function describeChanges(who: Caller, before: OpportunityColumns, after: OpportunityColumns): FieldChange[] {
  const { directory } = who;
  const option = (dictionary: DictionaryName) => (id: bigint | null) => optionName(directory, dictionary, id);
  const login = (id: bigint | null) => (id === null ? '' : (directory.agents.get(id)?.loginNo ?? ''));
  const department = (id: bigint | null) => (id === null ? '' : (directory.departments.get(id)?.name ?? ''));
  const same = (text: string) => text;
  const changes: FieldChange[] = [];
  compare('name', '商机名称', 'name', same);
  compare('type', '商机类型', 'type_id', option('opportunity_type'));
  compare('source', '商机来源', 'source_id', option('opportunity_source'));
  compare('stage', '销售阶段', 'stage_id', option('opportunity_stage'));
  compare('lose_reason', '输单原因', 'lose_reason_id', option('lose_reason'));
  compare('lose_remark', '输单备注', 'lose_remark', same);
  compare('owner', '归属工号', 'owner_agent_id', login);
  compare('owner_department', '归属部门', 'owner_department_id', department);
  return changes;

  function compare<Column extends keyof OpportunityColumns>(
    field: string,
    label: string,
    column: Column,
    text: (value: OpportunityColumns[Column]) => string,
  ): void {
    if (before[column] === after[column]) return;
    changes.push({ field, label, oldText: text(before[column]), newText: text(after[column]) });
  }
}
