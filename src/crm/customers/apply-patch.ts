import type { DictionaryName } from '#crm/access/directory.ts';
import { showsPhones } from '#crm/access/mask-phone.ts';
import type { FieldChange } from '#crm/changes/record-changes.ts';
import { findOrCreateCompany } from '#crm/companies/find-or-create-company.ts';
import { getCompanies } from '#crm/companies/get-company.ts';
import { CrmError } from '#crm/errors.ts';
import { applyCustom } from '#crm/fields/apply-custom.ts';
import { loadNewRowTexts, type RowTexts } from '#crm/fields/row-texts.ts';
import { resolveOption } from '#crm/options/resolve-option.ts';
import type { CustomInput, PatchMode } from '#crm/fields/value.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import { applyAssignment, ownerNames, serviceNames } from './assignment.ts';
import type { CustomerPatch, OptionRef } from './customer.ts';
import { cleanLabels, ensureLabels } from './labels.ts';
import { applyPhones, type WrittenPhone } from './phones.ts';
import { isInPool, sameAssignment, type CustomerState } from './state.ts';

const LONGEST_TEXT = 255;

export interface AppliedPatch {
  readonly state: CustomerState;
  /** Of the custom fields only; system fields are compared by describe-changes.ts. */
  readonly customChanges: readonly FieldChange[];
}

/** A patch that passed every rule; its company and labels are yet to be found or made. */
export interface CheckedPatch extends Pick<AppliedPatch, 'customChanges'> {
  readonly state: Omit<CustomerState, 'company' | 'labels'>;
  readonly companyName: string | null;
  /** Null = they stay. */
  readonly labelNames: readonly string[] | null;
}

/** The state that a patch makes of another. Its rules are checkPatch's; the company and the labels are made last. */
export async function applyPatch(
  db: Writer,
  who: Caller,
  before: CustomerState,
  patch: CustomerPatch,
  mode: PatchMode,
): Promise<AppliedPatch> {
  const rows = await loadNewRowTexts(db, who.tenantId, who.directory, 'customer', before.custom, patch.custom ?? NONE);
  const { state, companyName, labelNames, customChanges } = checkPatch(who, before, patch, mode, rows);
  const company =
    patch.companyId === undefined
      ? await companyOf(db, who, companyName, before.company)
      : await companyById(db, who, patch.companyId, before.company, mode);
  const labels = labelNames === null ? before.labels : await ensureLabels(db, who.tenantId, labelNames);
  return { state: { ...state, company, labels }, customChanges };
}

const NONE: CustomInput = new Map();

/**
 * Rules are checked in the order in which TTF answers several faults: form, custom fields, owner,
 * choices.
 * @param rows what loadNewRowTexts finds of the patch
 */
export function checkPatch(
  who: Caller,
  before: CustomerState,
  patch: CustomerPatch,
  mode: PatchMode,
  rows: RowTexts,
): CheckedPatch {
  const choice = choiceIn(who, mode);
  const name = nameOf(patch.name, before.name);
  const address = text('address', patch.address, before.address);
  const imThirdId = text('imThirdId', patch.imThirdId, before.imThirdId);
  const companyName = companyNameOf(patch.companyName, before.company?.name ?? null);
  const phones = applyPhones(before.phones as readonly WrittenPhone[], patch.phones, !showsPhones(who));
  const labelNames = patch.labels === undefined ? null : cleanLabels(patch.labels ?? []);
  const stars = starsOf(patch.stars, before.stars);
  if (name === '' && phones.length === 0 && touches(patch, mode)) throw new CrmError('missing', { field: 'name' });

  const custom = applyCustom(who, 'customer', before.custom, patch.custom ?? NONE, mode, rows);
  const owner = applyAssignment(who, patch.owner, before.owner, ownerNames, mode);
  const service = applyAssignment(who, patch.service, before.service, serviceNames, mode);
  return {
    state: {
      taskId: choice('task', 'task', patch.task, before.taskId),
      typeId: choice('customer_type', 'type', patch.type, before.typeId),
      dealFlagId: choice('deal_flag', 'dealFlag', patch.dealFlag, before.dealFlagId),
      sourceId: choice('customer_source', 'source', patch.source, before.sourceId),
      gradeId: choice('customer_grade', 'grade', patch.grade, before.gradeId),
      name,
      address,
      imThirdId,
      originalId: patch.originalId === undefined ? before.originalId : patch.originalId,
      stars,
      owner,
      service,
      assignedAt: assignedAt(who, patch, before, owner),
      phones,
      custom: custom.values,
    },
    companyName,
    labelNames,
    customChanges: custom.changes,
  };
}

function touches(patch: CustomerPatch, mode: PatchMode): boolean {
  return mode === 'create' || patch.name !== undefined || patch.phones !== undefined;
}

/** A text column: absent stays, null and '' clear. */
function text(field: string, given: string | null | undefined, before: string | null): string | null {
  if (given === undefined) return before;
  if (given === null || given === '') return null;
  return checkText(field, given, LONGEST_TEXT);
}

/** A name of nothing but blanks is none. */
function nameOf(given: string | null | undefined, before: string): string {
  const name = text('name', given, before) ?? '';
  return name !== before && name.trim() === '' ? '' : name;
}

/** A company of nothing but blanks could be found by nobody: it is refused, as '' is what unlinks. */
function companyNameOf(given: string | null | undefined, before: string | null): string | null {
  const name = text('companyName', given, before);
  if (name !== null && name !== before && name.trim() === '') {
    throw new CrmError('invalid', { field: 'companyName', reason: 'is blank' });
  }
  return name;
}

function starsOf(given: number | null | undefined, before: number): number {
  if (given === undefined) return before;
  if (given === null) return 0;
  if (!Number.isInteger(given) || given < 0 || given > 5) {
    throw new CrmError('invalid', { field: 'stars', reason: 'not a whole number from 0 to 5' });
  }
  return given;
}

function choiceIn(who: Caller, mode: PatchMode) {
  return (
    dictionary: DictionaryName,
    field: string,
    given: OptionRef | null | undefined,
    present: bigint | null,
  ): bigint | null => {
    if (given === undefined) return present;
    if (given === null) return null;
    const held = mode === 'restore' && 'id' in given ? given.id : present;
    return resolveOption(who.directory, dictionary, given, { field, present: held }).id;
  };
}

/** A name equal to the linked company's, living or deleted, changes nothing. */
async function companyOf(
  db: Writer,
  who: Caller,
  name: string | null,
  before: CustomerState['company'],
): Promise<CustomerState['company']> {
  if (name === null || name === '') return null;
  if (before !== null && name === before.name) return before;
  return await findOrCreateCompany(db, who, name);
}

async function companyById(
  db: Writer,
  who: Caller,
  id: bigint,
  before: CustomerState['company'],
  mode: PatchMode,
): Promise<CustomerState['company']> {
  if (before?.id === id) return before;
  const company = (await getCompanies(db, who, [id])).get(id);
  if (company === undefined || (company.deletedAt !== null && mode !== 'restore')) {
    throw new CrmError('invalid', { field: 'company', reason: `no company ${id}` });
  }
  return { id, name: company.name };
}

function assignedAt(
  who: Caller,
  patch: CustomerPatch,
  before: CustomerState,
  owner: CustomerState['owner'],
): number | null {
  if (patch.assignedAt !== undefined) return patch.assignedAt;
  return sameAssignment(owner, before.owner) || isInPool(owner) ? before.assignedAt : who.now;
}
