import { looksMasked, maskPhone } from '#crm/access/mask-phone.ts';
import { CrmError } from '#crm/errors.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { checkText } from '#crm/text-rules.ts';
import { prepare, prepareWrite } from '#engines/prepare.ts';
import type { PhonesPatch } from './customer.ts';

/** A phone as it is stored; `id` is null until it is written. */
export interface StoredPhone {
  readonly id: bigint | null;
  readonly content: string;
  readonly number: string;
}

export type WrittenPhone = StoredPhone & { readonly id: bigint };

const LONGEST_CONTENT = 255;
export const MOST_PHONES = 200;

/**
 * The list that a patch makes of the present phones. A text equal to what the caller was shown changes nothing.
 * Raises `invalid` (field `phones`) for what is no phone, other masks, and ids of other customers.
 */
export function applyPhones(
  present: readonly WrittenPhone[],
  patch: PhonesPatch | undefined,
  masked: boolean,
): readonly StoredPhone[] {
  if (patch === undefined) return present;
  if (patch.kind === 'merge') return mergePhones(present, patch.changes, masked);
  if (patch.kind === 'first') return replaceFirst(present, patch.content, masked);
  const all: StoredPhone[] = [];
  let left = present;
  for (const content of patch.contents) {
    // Two phones may look alike behind their masks: each mask stands for one of them.
    const shown = shownAs(left, content, masked);
    if (shown !== undefined) left = left.filter((phone) => phone !== shown);
    addPhone(all, shown ?? newPhone(content, present));
  }
  return all;
}

/** All changes at once, so that two phones may swap their numbers; what is added comes last. */
function mergePhones(
  present: readonly WrittenPhone[],
  changes: readonly { id: bigint | null; content: string | null }[],
  masked: boolean,
): readonly StoredPhone[] {
  const named = new Map<bigint, string | null>();
  for (const { id, content } of changes) {
    if (id === null) continue;
    if (!present.some((phone) => phone.id === id)) throw badPhone(`${id} is no phone of this customer`);
    named.set(id, content);
  }
  const list = changeNamed(present, named, masked);
  const removed = present.filter((phone) => !list.some((one) => one.id === phone.id));
  for (const { id, content } of changes) {
    if (id !== null) continue;
    if (content === null || content === '') throw badPhone('is empty');
    if (shownAs(present, content, masked) === undefined) addPhone(list, newPhone(content, removed));
  }
  return list;
}

/** Of two phones that come to the same number the named one stays, of two named ones the first. */
function changeNamed(
  present: readonly WrittenPhone[],
  named: ReadonlyMap<bigint, string | null>,
  masked: boolean,
): StoredPhone[] {
  const changed = present.map((phone) => changeOne(phone, named.get(phone.id), masked));
  const taken = new Set(changed.map((phone) => (phone !== null && named.has(phone.id) ? phone.number : null)));
  const list: StoredPhone[] = [];
  for (const phone of changed) {
    if (phone !== null && (named.has(phone.id) || !taken.has(phone.number))) addPhone(list, phone);
  }
  return list;
}

/** null = it is removed. */
function changeOne(phone: WrittenPhone, content: string | null | undefined, masked: boolean): WrittenPhone | null {
  if (content === undefined || content === phone.content) return phone;
  if (content === null || content === '') return null;
  if (masked && content === maskPhone(phone.content)) return phone;
  return { ...newPhone(content, []), id: phone.id };
}

function replaceFirst(
  present: readonly WrittenPhone[],
  content: string | null,
  masked: boolean,
): readonly StoredPhone[] {
  const [first] = present;
  if (first !== undefined) return changeNamed(present, new Map([[first.id, content]]), masked);
  return content === null || content === '' ? [] : [newPhone(content, [])];
}

/** The present phone that the caller was shown as `content`, when the caller sees masks. */
function shownAs(present: readonly WrittenPhone[], content: string, masked: boolean): WrittenPhone | undefined {
  return masked ? present.find((phone) => maskPhone(phone.content) === content) : undefined;
}

/** A phone read from a text; keeps the id of the present phone with the same number. */
function newPhone(content: string, present: readonly WrittenPhone[]): StoredPhone {
  checkText('phones', content, LONGEST_CONTENT);
  if (looksMasked(content)) throw badPhone('is masked');
  const number = normalisePhone(content);
  if (number === null) throw badPhone('is not a phone of 5 to 20 digits');
  return { id: present.find((phone) => phone.number === number)?.id ?? null, content, number };
}

function addPhone(list: StoredPhone[], phone: StoredPhone): void {
  if (list.some((one) => one.number === phone.number)) return;
  if (list.length >= MOST_PHONES) throw badPhone(`more than ${MOST_PHONES}`);
  list.push(phone);
}

function badPhone(reason: string): CrmError {
  return new CrmError('invalid', { field: 'phones', reason });
}

export function samePhones(before: readonly StoredPhone[], after: readonly StoredPhone[]): boolean {
  return (
    before.length === after.length &&
    before.every((phone, index) => phone.content === after[index]!.content && phone.id === after[index]!.id)
  );
}

/** Stores the list of a customer as it should be. Raises `phone_used` for a number of another living customer. */
export async function writePhones(
  db: Writer,
  tenantId: bigint,
  customerId: bigint,
  before: readonly WrittenPhone[],
  after: readonly StoredPhone[],
): Promise<readonly WrittenPhone[]> {
  if (before.length > 0)
    await removePhones(
      db,
      tenantId,
      before.map((phone) => phone.id),
    );
  if (after.length === 0) return [];
  const fresh = after.filter((phone) => phone.id === null).length;
  let nextId = fresh === 0 ? 0n : await db.nextId(tenantId, 'customer_phones', fresh);
  const written = after.map((phone) => ({ ...phone, id: phone.id ?? nextId++ }));
  const count = await insertPhones(db, tenantId, customerId, written);
  if (count < written.length) throw new CrmError('phone_used', { phone: await usedOf(db, tenantId, written) });
  return written;
}

async function removePhones(db: Writer, tenantId: bigint, ids: readonly bigint[]): Promise<void> {
  await db.sql.deleteFrom('customer_phones').where('tenant_id', '=', tenantId).where('id', 'in', ids).execute();
}

/** One statement for the whole list, compiled once for each length; answers how many of the numbers were free. */
async function insertPhones(
  db: Writer,
  tenantId: bigint,
  customerId: bigint,
  phones: readonly WrittenPhone[],
): Promise<number> {
  const parameters: PhoneParameters = [tenantId, customerId];
  phones.forEach(({ id, content, number }, position) => parameters.push(id, position, content, number));
  let insert = insertsByLength.get(phones.length);
  if (insert === undefined) insertsByLength.set(phones.length, (insert = insertOfLength(phones.length)));
  return await insert(db.sql, parameters);
}

/** Tenant, customer, and of each phone its id, position, content and number. */
type PhoneParameters = (bigint | string | number)[];

const insertsByLength = new Map<number, ReturnType<typeof insertOfLength>>();

function insertOfLength(length: number) {
  return prepareWrite((sql, p: Readonly<PhoneParameters>) =>
    sql
      .insertInto('customer_phones')
      .values(
        Array.from({ length }, (_unused, index) => ({
          tenant_id: p[0] as bigint,
          id: p[2 + index * 4] as bigint,
          customer_id: p[1] as bigint,
          position: p[3 + index * 4] as number,
          content: p[4 + index * 4] as string,
          number: p[5 + index * 4] as string,
          deleted_at: null,
        })),
      )
      .onConflict((conflict) => conflict.columns(['tenant_id', 'number']).where('deleted_at', 'is', null).doNothing()),
  );
}

/** Which of the phones that were to be written another customer has; as it was given. */
async function usedOf(db: Writer, tenantId: bigint, phones: readonly WrittenPhone[]): Promise<string> {
  const present = await db.sql
    .selectFrom('customer_phones')
    .select(['id', 'number'])
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', 'is', null)
    .where(
      'number',
      'in',
      phones.map((phone) => phone.number),
    )
    .execute();
  const idOf = new Map(present.map((phone) => [phone.number, phone.id]));
  return (phones.find((phone) => idOf.get(phone.number) !== phone.id) ?? phones[0]!).content;
}

/** The phones of one customer, in order. */
export async function readPhones(db: Reader, tenantId: bigint, customerId: bigint): Promise<WrittenPhone[]> {
  return await phonesOfOne(db.sql, { tenantId, customerId });
}

const phonesOfOne = prepare((sql: Reader['sql'], p: { tenantId: bigint; customerId: bigint }) =>
  sql
    .selectFrom('customer_phones')
    .select(['id', 'content', 'number'])
    .where('tenant_id', '=', p.tenantId)
    .where('customer_id', '=', p.customerId)
    .orderBy('position'),
);
