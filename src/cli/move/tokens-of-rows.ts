import type { Directory } from '#crm/access/directory.ts';
import { rowTokens } from '#crm/assets/row-text.ts';
import { companyTokens } from '#crm/companies/search-tokens.ts';
import { customerTokens, idTokens } from '#crm/customers/search-tokens.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';
import { followUpTokens } from '#crm/follow-ups/search-tokens.ts';
import { opportunityTokens } from '#crm/opportunities/search-tokens.ts';
import type { Reader } from '#crm/store.ts';
import type { NewlyIndexed, Searchable } from '#engines/engine.ts';
import type { TextRow } from './read-rows.ts';

const searchable: readonly string[] = [
  'customers',
  'companies',
  'follow_ups',
  'opportunities',
  'asset_rows',
] satisfies Searchable[];

export function isSearchable(table: string): table is Searchable {
  return searchable.includes(table);
}

/** What the records are found by, made from the rows anew; those that no search finds are left out. */
export async function tokensOfRows(
  source: Reader,
  directory: Directory,
  table: Searchable,
  rows: readonly TextRow[],
): Promise<NewlyIndexed[]> {
  const numbers = table === 'customers' ? await numbersOf(source, directory, rows) : new Map<string, string[]>();
  const tokens = (row: TextRow): string[] => {
    switch (table) {
      case 'customers':
        if (row['deleted_at'] !== null) return [];
        return [
          ...customerTokens({
            nameKey: row['name_key']!,
            pinyinKey: row['pinyin_key']!,
            numbers: numbers.get(row['id']!) ?? [],
          }),
          ...idTokens(BigInt(row['id']!)),
        ];
      case 'companies':
        return companyTokens(
          directory,
          { name: row['name']!, custom: parseCustom(row['custom'] ?? null) },
          row['deleted_at'] === null ? 'living' : 'deleted',
        );
      case 'follow_ups':
        if (row['visible'] !== '1') return [];
        return followUpTokens({
          content_key: row['content_key']!,
          type_id: BigInt(row['type_id']!),
          created_by_agent_id: idOrNull(row['created_by_agent_id']),
          created_at: Number(row['created_at']),
        });
      case 'opportunities':
        return row['visible'] === '1' ? opportunityTokens(row['name_key']!) : [];
      case 'asset_rows':
        return rowTokens(cellsOf(row['cells']!));
    }
  };
  return rows.map((row) => ({ id: BigInt(row['id']!), tokens: tokens(row) })).filter((one) => one.tokens.length > 0);
}

function idOrNull(digits: string | null | undefined): bigint | null {
  return digits === null || digits === undefined ? null : BigInt(digits);
}

async function numbersOf(source: Reader, directory: Directory, rows: readonly TextRow[]) {
  const numbers = new Map<string, string[]>();
  if (rows.length === 0) return numbers;
  const phones = await source.sql
    .selectFrom('customer_phones')
    .select(['customer_id', 'number'])
    .where('tenant_id', '=', directory.tenant.id)
    .where(
      'customer_id',
      'in',
      rows.map((row) => BigInt(row['id']!)),
    )
    .where('deleted_at', 'is', null)
    .execute();
  for (const { customer_id: id, number } of phones) {
    const key = String(id);
    numbers.set(key, [...(numbers.get(key) ?? []), number]);
  }
  return numbers;
}

function cellsOf(text: string): Map<bigint, string> {
  const cells = JSON.parse(text) as Record<string, string>;
  return new Map(Object.entries(cells).map(([id, cell]) => [BigInt(id), cell]));
}
