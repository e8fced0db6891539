import type { Caller } from '#crm/store.ts';
import type { AssignmentPatch, Customer, CustomerPatch, OptionRef, PhonesPatch } from '#crm/customers/customer.ts';
import type { RowTexts } from '#crm/fields/row-texts.ts';
import { resolveOption } from '#crm/options/resolve-option.ts';
import { readTime } from '#crm/read-time.ts';
import { zonedMinuteText } from '#crm/zoned-time.ts';
import { type ExactJson, parseExact } from '#transport/http/exact-json.ts';
import { customerMissing, shapeError } from './errors.ts';
import { readText } from './lenient-json.ts';
import { type Params, Params as Members, idNamedBy, idOf, membersOf, sentMembers, textOf } from './params.ts';
import { readCustom } from './read-custom.ts';

/**
 * The changes that a message asks for, once the present customer is known: echoes of what is shown change nothing.
 * `rows` holds what stands for the asset rows that it names. Raises SHAPE for an unknown task and for read-only fields.
 */
export type PatchOf = (present: Customer | null, rows?: RowTexts) => CustomerPatch;

/** Read, but never taken over: derived, or spelt otherwise when written. */
const IGNORED = [
  'id',
  'companyid',
  'taskname',
  'follownum',
  'lastflowtime',
  'lastaccept',
  'optime',
  'loginno',
  'uptime',
  'uploginno',
  'customerstar',
  'customerlabels',
];
/** Keys of a customer that the dialect knows, in lower case. */
export const customerKeys: ReadonlySet<string> = new Set([
  ...IGNORED,
  'custname',
  'custtype',
  'cellphones',
  'address',
  'companyname',
  'taskid',
  'serviceno',
  'servicegroupid',
  'jsonstr',
  'dealflag',
  'assigntime',
  'customerlabel',
  'custfrom',
]);

/** The message's `customer`, as an object or as JSON text. Raises "param is missing" and SHAPE. */
export function customerOf(params: Params): Params {
  const sent = params.get('customer');
  if (sent === undefined || sent === null || (typeof sent === 'string' && sent.trim() === '')) throw customerMissing();
  const read = typeof sent === 'string' ? readText(sent, 'customer') : sent;
  if (read === null) throw customerMissing();
  const members = sentMembers(read);
  if (members === null) throw shapeError('customer');
  if (Object.keys(members).length === 0) throw customerMissing();
  return new Members([members]);
}

/**
 * Reads a customer's members into a patch; `beside` is the message that it came in, where labels may stand too.
 * Raises SHAPE with the wire key at fault.
 */
export function readCustomer(who: Caller, customer: Params, beside: Params): PatchOf {
  const fixed: CustomerPatch = {
    ...textMember(customer, 'custname', 'name'),
    ...textMember(customer, 'address', 'address'),
    ...textMember(customer, 'companyName', 'companyName'),
    ...choiceMember(customer, 'custType', 'type'),
    ...choiceMember(customer, 'dealFlag', 'dealFlag'),
    ...choiceMember(customer, 'custFrom', 'source'),
    ...phonesMember(customer),
    ...labelMember(beside.get('customerLabel')),
    ...labelMember(customer.get('customerLabel')),
    ...ownerMember(customer),
  };
  const assignedAt = timeMember(who, customer);
  const task = taskMember(customer);
  const custom = readCustom(who, customer.get('jsonStr'));
  return (present, rows) => ({
    ...fixed,
    ...knownTask(who, task, present),
    ...(assignedAt === undefined || isEcho(who, assignedAt, present) ? {} : { assignedAt }),
    ...(custom === undefined ? {} : { custom: custom(present, rows) }),
  });
}

type TextKey = 'name' | 'address' | 'companyName';
type ChoiceKey = 'type' | 'dealFlag' | 'source';

function textMember(customer: Params, key: string, name: TextKey): CustomerPatch {
  const text = customer.text(key);
  return text === undefined ? {} : { [name]: text };
}

function choiceMember(customer: Params, key: string, name: ChoiceKey): CustomerPatch {
  const text = customer.shortText(key);
  if (text === undefined) return {};
  return { [name]: text === null ? null : { nameOrCode: text.trim() } };
}

/** A task by its number, or by its name. */
function taskMember(customer: Params): OptionRef | null | undefined {
  const sent = customer.shortText('taskId');
  if (sent === undefined || sent === null) return sent;
  return /^\s*\d+\s*$/.test(sent) ? { id: idOf(sent, 'taskId')! } : { nameOrCode: sent.trim() };
}

/** An unknown task is a fault of form, which comes before those of the owner. */
function knownTask(who: Caller, task: OptionRef | null | undefined, present: Customer | null): CustomerPatch {
  if (task === undefined) return {};
  if (task === null) return { task: null };
  return {
    task: { id: resolveOption(who.directory, 'task', task, { field: 'task', present: present?.taskId ?? null }).id },
  };
}

/** `serviceNo: null` clears agent and department, unless a department is sent beside it. */
function ownerMember(customer: Params): { owner?: AssignmentPatch } {
  const loginNo = customer.shortText('serviceNo');
  const department = departmentMember(customer);
  if (loginNo === undefined && department === undefined) return {};
  const agent = loginNo === undefined ? {} : { agent: loginNo === null ? null : { loginNo: loginNo.trim() } };
  return { owner: { ...agent, ...(department === undefined ? {} : { departmentId: department }) } };
}

/** The seed types servicegroupId as a text: what is no id is 公司无此部门, as an unknown id is. */
function departmentMember(customer: Params): bigint | null | undefined {
  const text = customer.text('servicegroupId');
  if (text === undefined || text === null) return text;
  return text.trim() === '' ? null : idNamedBy(text);
}

function timeMember(who: Caller, customer: Params): number | null | undefined {
  const text = customer.text('assignTime');
  if (text === undefined || text === null) return text;
  const at = readTime(text, who.directory.tenant.timeZone);
  if (at === null) throw shapeError('assignTime');
  return at;
}

/** Times are shown without seconds: the minute that is shown changes nothing when it comes back. */
function isEcho(who: Caller, sent: number | null, present: Customer | null): boolean {
  if (present === null || present.assignedAt === null || sent === null) return false;
  const { timeZone } = who.directory.tenant;
  return sent % 60_000 === 0 && zonedMinuteText(sent, timeZone) === zonedMinuteText(present.assignedAt, timeZone);
}

/** Labels, as a list parted by commas or an array, replace the set; a whole number from 0 to 5 is the stars. */
function labelMember(sent: ExactJson | undefined): Pick<CustomerPatch, 'labels' | 'stars'> {
  if (sent === undefined) return {};
  if (sent === null || sent === '') return { labels: null };
  const list = typeof sent === 'string' ? labelList(sent) : sent;
  if (Array.isArray(list)) return { labels: list.map(labelName) };
  const text = textOf(sent, 'customerLabel') ?? '';
  if (/^\s*[0-5]\s*$/.test(text)) return { stars: Number(text) };
  if (typeof sent !== 'string') throw shapeError('customerLabel');
  return { labels: partsOf(text) };
}

/** A list of texts or objects as JSON text, as a form holds one; null for any other text, such as a label in brackets. */
function labelList(text: string): ExactJson[] | null {
  if (!/^\s*\[/.test(text)) return null;
  try {
    const read = parseExact(text);
    return Array.isArray(read) && read.every((part) => typeof part === 'string' || membersOf(part) !== null)
      ? read
      : null;
  } catch {
    return null;
  }
}

/** What stands between commas of any kind, without the blanks around it. */
function partsOf(text: string): string[] {
  return text
    .split(/[,，、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A label as a text or as it is shown, `{id, name}`. */
function labelName(sent: ExactJson): string {
  const members = membersOf(sent);
  const name = members === null ? textOf(sent, 'customerLabel') : (new Members([members]).text('name') ?? null);
  if (name === null) throw shapeError('customerLabel');
  return name;
}

function phonesMember(customer: Params): { phones?: PhonesPatch } {
  const sent = customer.get('cellphones');
  if (sent === undefined) return {};
  if (sent === null || sent === '') return { phones: { kind: 'all', contents: [] } };
  const changes = phoneItems(sent).map(phoneChange);
  return changes.length === 0 ? {} : { phones: { kind: 'merge', changes } };
}

type PhoneChange = { id: bigint | null; content: string | null };

function phoneItems(sent: ExactJson): readonly ExactJson[] {
  if (typeof sent === 'string') return partsOf(sent);
  if (!Array.isArray(sent)) return [sent];
  return isFlatPair(sent) ? [sent] : sent;
}

/** `[null, "138…"]` or `[12, "139…"]` instead of a list of such pairs. */
function isFlatPair(sent: readonly ExactJson[]): boolean {
  const [id, content] = sent;
  return (
    sent.length === 2 &&
    (id === null || typeof id === 'number' || typeof id === 'bigint') &&
    (content === null || typeof content === 'string' || typeof content === 'number')
  );
}

/** `[id, text]`, `{id, content}` or a plain text; without an id it adds, with one it changes or (null, '') removes. */
function phoneChange(item: ExactJson): PhoneChange {
  if (Array.isArray(item)) {
    if (item.length === 0 || item.length > 2) throw shapeError('cellphones');
    return item.length === 1
      ? added(item[0]!)
      : { id: idOf(item[0]!, 'cellphones'), content: textOf(item[1]!, 'cellphones') };
  }
  const members = membersOf(item);
  if (members === null) return added(item);
  const phone = new Members([members]);
  const content = phone.text('content');
  if (content === undefined) throw shapeError('cellphones');
  return { id: idOf(phone.get('id') ?? null, 'cellphones'), content };
}

function added(item: ExactJson): PhoneChange {
  const content = textOf(item, 'cellphones');
  if (content === null) throw shapeError('cellphones');
  return { id: null, content };
}
