import type { DictionaryName } from '#crm/access/directory.ts';
import { checkName } from '#crm/access/names.ts';
import { newDictionaries } from '#crm/access/new-tenant.ts';
import { CrmError } from '#crm/errors.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { idsAfter } from './own-ids.ts';
import { checkPosition } from './position.ts';

export interface NewOption {
  readonly name: string;
  /** Unique in the dictionary; the id's digits when absent. */
  readonly code?: string;
  /** Behind the others when absent. */
  readonly position?: number;
  /** True when absent. */
  readonly enabled?: boolean;
  /** A positive int64 to keep; else the next free one. */
  readonly id?: bigint;
}

export const dictionaryNames = Object.keys(newDictionaries) as readonly DictionaryName[];

const LONGEST_CODE = 64;

/** Adds an entry to a dictionary. Names may repeat, codes not. Raises `taken` for a code or kept id in use, `invalid`. */
export async function createOption(
  db: Writer,
  tenantId: bigint,
  dictionary: DictionaryName,
  option: NewOption,
): Promise<bigint> {
  checkDictionary(dictionary);
  // First, as it also keeps others from drawing the same id.
  await db.configChanged(tenantId);
  const present = await readEntries(db, tenantId, dictionary);
  const id = option.id ?? idsAfter(present.map((entry) => entry.id))();
  if (id <= 0n) throw new CrmError('invalid', { field: 'id', reason: 'not a positive 64-bit integer' });
  if (present.some((entry) => entry.id === id)) throw new CrmError('taken', { field: 'id', value: String(id) });
  const code = option.code === undefined ? freeCode(present, id) : checkCode(option.code);
  if (present.some((entry) => entry.code === code)) throw new CrmError('taken', { field: 'code', value: code });
  const last = present.at(-1)?.position ?? -1;
  await db.sql
    .insertInto('options')
    .values({
      tenant_id: tenantId,
      dictionary,
      id,
      code,
      name: checkName('name', option.name),
      position: checkPosition(option.position ?? last + 1),
      enabled: option.enabled === false ? 0 : 1,
    })
    .execute();
  return id;
}

interface Entry {
  readonly id: bigint;
  readonly code: string;
  readonly position: number;
}

/** In the order in which they are shown. */
export async function readEntries(db: Reader, tenantId: bigint, dictionary: DictionaryName): Promise<Entry[]> {
  return await db.sql
    .selectFrom('options')
    .select(['id', 'code', 'position'])
    .where('tenant_id', '=', tenantId)
    .where('dictionary', '=', dictionary)
    .orderBy('position')
    .orderBy('id')
    .execute();
}

export function checkDictionary(dictionary: DictionaryName): void {
  if (!dictionaryNames.includes(dictionary)) {
    throw new CrmError('invalid', { field: 'dictionary', reason: `not one of ${dictionaryNames.join(', ')}` });
  }
}

/** A code goes over the wire as it is: printable, without blanks. */
export function checkCode(code: string): string {
  if (code === '') throw new CrmError('missing', { field: 'code' });
  if ([...code].length > LONGEST_CODE) throw new CrmError('too_long', { field: 'code', max: LONGEST_CODE });
  if (/[\s\p{C}]/u.test(code)) throw new CrmError('invalid', { field: 'code', reason: 'holds a blank or control' });
  return code;
}

/** The id's digits, or the first number after them that isn't a code yet. */
function freeCode(present: readonly Entry[], id: bigint): string {
  const used = new Set(present.map((entry) => entry.code));
  let code = id;
  while (used.has(String(code))) code += 1n;
  return String(code);
}
