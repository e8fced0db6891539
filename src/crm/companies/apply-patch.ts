import type { FieldChange } from '#crm/changes/record-changes.ts';
import { CrmError } from '#crm/errors.ts';
import { applyCustomWithRows } from '#crm/fields/apply-custom.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { checkText, isBlank } from '#crm/text-rules.ts';
import { requireCompanyGroup } from './company-groups.ts';
import type { CompanyPatch, SealedPassword } from './company.ts';
import { canonicalFee } from './service-fee.ts';
import type { CompanyState } from './state.ts';

const LONGEST_NAME = 255;
/** In bytes; the service account is indexed whole, so it is kept shorter. */
const LONGEST_TEXT = 65_536;
const LONGEST_ACCOUNT = 255;

export interface AppliedPatch {
  readonly state: CompanyState;
  /** Of the custom fields only; system fields are compared by describe-changes.ts. */
  readonly customChanges: readonly FieldChange[];
}

/** The state that a patch makes of another. Raises `missing`, `too_long`, `invalid`, `unknown_*` and the fields' errors. */
export async function applyPatch(
  db: Writer,
  who: Caller,
  before: CompanyState,
  patch: CompanyPatch,
  mode: 'create' | 'update',
): Promise<AppliedPatch> {
  const state = {
    name: patch.name === undefined && mode === 'update' ? before.name : checkName(patch.name ?? ''),
    province: text('province', patch.province, before.province),
    city: text('city', patch.city, before.city),
    address: text('address', patch.address, before.address),
    website: text('website', patch.website, before.website),
    remark: text('remark', patch.remark, before.remark),
    serviceStart: day('serviceStart', patch.serviceStart, before.serviceStart),
    serviceEnd: day('serviceEnd', patch.serviceEnd, before.serviceEnd),
    serviceFee: patch.serviceFee === undefined ? before.serviceFee : canonicalFee(patch.serviceFee ?? ''),
    serviceAccount: account(patch.serviceAccount, before.serviceAccount),
    servicePasswordSealed: password(patch.servicePassword, before.servicePasswordSealed),
    labels: patch.labels === undefined ? before.labels : cleanLabels(patch.labels ?? []),
    groupId: patch.groupId === undefined ? before.groupId : patch.groupId,
    serviceDepartmentIds: departments(who, patch.serviceDepartmentIds, before.serviceDepartmentIds),
    ownerAgentId: owner(who, patch.ownerAgentId, before.ownerAgentId),
    multiServiceList: text('multiServiceList', patch.multiServiceList, before.multiServiceList),
  };
  const custom = await applyCustomWithRows(db, who, 'company', before.custom, patch.custom ?? new Map(), mode);
  if (state.groupId !== null && state.groupId !== before.groupId) {
    await requireCompanyGroup(db, who.tenantId, state.groupId);
  }
  return { state: { ...state, custom: custom.values }, customChanges: custom.changes };
}

/** A company's name as given. Raises `missing` for an empty or blank one, `too_long` past 255 code points. */
export function checkName(name: string): string {
  if (isBlank(name)) throw new CrmError('missing', { field: 'name' });
  return checkText('name', name, LONGEST_NAME);
}

function text(field: string, given: string | null | undefined, before: string): string {
  if (given === undefined) return before;
  if (given === null) return '';
  if (Buffer.byteLength(given) > LONGEST_TEXT) throw new CrmError('too_long', { field, max: LONGEST_TEXT });
  return checkText(field, given, LONGEST_TEXT);
}

function account(given: string | null | undefined, before: string): string {
  return given === undefined ? before : checkText('serviceAccount', given ?? '', LONGEST_ACCOUNT);
}

function password(given: SealedPassword | null | undefined, before: string | null): string | null {
  if (given === undefined || given?.isSameAs(before)) return before;
  return given === null ? null : given.sealed;
}

function day(field: string, given: string | null | undefined, before: string | null): string | null {
  if (given === undefined) return before;
  if (given === null || given === '') return null;
  if (!isDay(given)) throw new CrmError('invalid', { field, reason: 'not a date YYYY-MM-DD' });
  return given;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function cleanLabels(labels: readonly string[]): string[] {
  const clean = [...new Set(labels.map((label) => label.trim()).filter((label) => label !== ''))];
  text('labels', clean.join(','), '');
  return clean;
}

/** Departments that stand already are kept, also when they were removed since. */
function departments(
  who: Caller,
  given: readonly bigint[] | null | undefined,
  before: readonly bigint[],
): readonly bigint[] {
  if (given === undefined) return before;
  const ids = [...new Set(given ?? [])];
  for (const id of ids) {
    if (!who.directory.departments.has(id) && !before.includes(id)) {
      throw new CrmError('unknown_department', { field: 'service_departments', value: String(id) });
    }
  }
  return ids;
}

function owner(who: Caller, given: bigint | null | undefined, before: bigint | null): bigint | null {
  if (given === undefined || given === before) return before;
  if (given !== null && !who.directory.agents.has(given)) {
    throw new CrmError('unknown_agent', { field: 'owner', value: String(given) });
  }
  return given;
}
