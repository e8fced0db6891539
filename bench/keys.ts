import { nameTokens as companyNameTokens } from '#crm/companies/search-tokens.ts';
import { nameTokens } from '#crm/customers/search-tokens.ts';
import { fold } from '#crm/search/fold.ts';
import type { Reader } from '#crm/store.ts';
import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import type { Matches } from './arguments.ts';
import type { BenchStore } from './store.ts';

/** What requests ask for: drawn at random from what the store holds. */
export interface Keys {
  readonly phones: readonly string[];
  /** Two characters that as many customers' names contain as the bench was told. */
  readonly nameParts: readonly string[];
  readonly companyParts: readonly string[];
  /** Types and sources that customers have, by id, code and name. */
  readonly types: readonly Choice[];
  readonly sources: readonly Choice[];
  /** Customers that have follow-ups, and any customers. */
  readonly followedCustomers: readonly string[];
  readonly customers: readonly string[];
  readonly followUpType: string;
  /** YYYY-MM-DD after which at least half of the companies were made. */
  readonly companyDay: string;
}

export interface Choice {
  readonly id: string;
  readonly name: string;
}

const WANTED = 4000;
const MOST_PARTS = 1000;

export async function readKeys(store: BenchStore, matches: Matches): Promise<Keys> {
  const opened = await openStore(readConfig(store.env));
  const tenantId = BigInt(store.tenantId);
  try {
    const directory = await opened.directory(tenantId);
    const choices = (name: 'customer_type' | 'customer_source'): Choice[] =>
      directory.options.get(name)!.all.map((option) => ({ id: String(option.id), name: option.name }));
    return await opened.read(async (db) => ({
      phones: (await sample(db, tenantId, 'customer_phones', 'number')) as string[],
      nameParts: await partsOf(db, tenantId, 'customers', matches, (part) => nameTokens(fold(part)).tokens),
      companyParts: await partsOf(
        db,
        tenantId,
        'companies',
        matches,
        (part) => companyNameTokens(fold(part), 'living').tokens,
      ),
      types: choices('customer_type'),
      sources: choices('customer_source'),
      followedCustomers: [...new Set((await sample(db, tenantId, 'follow_ups', 'customer_id')).map(String))],
      customers: (await sample(db, tenantId, 'customers', 'id')).map(String),
      followUpType: String(directory.options.get('follow_up_type')!.all[0]!.id),
      companyDay: dayBefore((await sample(db, tenantId, 'companies', 'created_at')).map(Number)),
    }));
  } finally {
    await opened.engine[Symbol.asyncDispose]();
  }
}

function dayBefore(times: readonly number[]): string {
  const middle = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  return new Date(middle - 86_400_000).toISOString().slice(0, 10);
}

/** A column's values in rows at random places of the table. */
async function sample(
  db: Reader,
  tenantId: bigint,
  table: 'customers' | 'customer_phones' | 'follow_ups' | 'companies',
  column: string,
): Promise<(string | bigint | number)[]> {
  const rows = db.sql.selectFrom(table as 'customers').where('tenant_id', '=', tenantId);
  const ends = await rows
    .select((eb) => [eb.fn.min('id').as('low_id'), eb.fn.max('id').as('high_id')])
    .executeTakeFirstOrThrow();
  const values: (string | bigint | number)[] = [];
  for (let i = 0; i < WANTED; i += 1) {
    const at = ends.low_id + BigInt(Math.floor(Math.random() * Number(ends.high_id - ends.low_id + 1n)));
    const row = await rows
      .select(column as 'id')
      .where('id', '>=', at)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined) values.push((row as Record<string, string | bigint | number>)[column]!);
  }
  return values;
}

/** Pairs of characters within names that as many records contain as wanted. Raises an Error when the store has none. */
async function partsOf(
  db: Reader,
  tenantId: bigint,
  table: 'customers' | 'companies',
  { least, most }: Matches,
  tokensOf: (part: string) => string[],
): Promise<string[]> {
  const names = (await sample(db, tenantId, table, 'name')).map(String);
  const parts = new Set<string>();
  for (const name of names) {
    const characters = [...name];
    for (let i = 0; i + 1 < characters.length; i += 1) {
      const part = characters[i]! + characters[i + 1]!;
      if (/^\p{Script=Han}{2}$/u.test(part)) parts.add(part);
    }
  }
  const wanted: string[] = [];
  for (const part of parts) {
    const matches = await db.search.count(table, db.search.query(tenantId, [tokensOf(part)]));
    if (matches >= least && matches <= most) wanted.push(part);
    if (wanted.length === MOST_PARTS) break;
  }
  if (wanted.length === 0) throw new Error(`no two characters stand in the names of ${least} to ${most} ${table}`);
  return wanted;
}
