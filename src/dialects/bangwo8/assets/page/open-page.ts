import { issueToken } from '#crm/access/tokens.ts';
import { columnOf, isNumeric, type AssetTable } from '#crm/assets/asset-table.ts';
import { readColumnChoice, settleColumnChoice, type ColumnChoice } from '#crm/assets/column-choice.ts';
import { listRows } from '#crm/assets/list-rows.ts';
import type { AssetRow } from '#crm/assets/asset-row.ts';
import type { Caller } from '#crm/store.ts';
import type { DialectContext } from '../../../dialect.ts';
import type { QueryParameters } from '../../query-parameters.ts';
import { parseFilter, placeholderNames, resolveFilter } from '../parse-filter.ts';
import { PAGE_LIVES_S, pickerDetail, type PickerAccess } from '../picker-access.ts';
import { parseMapping, type PageParameters } from './parameters.ts';
import type { PageRow, PageState } from './state.ts';
import { texts, type Language } from './texts.ts';

export const PER_PAGE = 100;

/** What the page shows first. Raises 400 for its parameters; a first use settles the agent's columns only when all is well. */
export async function openPage(
  { store }: DialectContext,
  { who, origin }: PickerAccess,
  table: AssetTable,
  parameters: PageParameters,
  query: QueryParameters,
  language: Language,
): Promise<{ state: PageState; notes: string[] }> {
  const mapping = parseMapping(who, table, parameters.get('cPara'));
  const filter = parameters.get('filter') ?? '';
  const values = Object.fromEntries(placeholderNames.map((name) => [name, query.text(name) ?? '']));
  const wanted = resolveFilter(parseFilter(table, filter), values);
  const display = (parameters.get('display') ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');

  const list = await store.read((db) => listRows(db, who, table, wanted, { offset: 0, limit: PER_PAGE }));
  const known = await store.read((db) => readColumnChoice(db, who, table, parameters.field));
  const { choice, token } = await store.write(async (db) => ({
    choice: known ?? (await settleColumnChoice(db, who, table, parameters.field, display)),
    token: await issuePageToken(db, who, table, parameters.field),
  }));
  const unknown = display.filter((key) => columnOf(table, key) === undefined);
  return {
    state: {
      title: table.title,
      ...columnsOf(choice),
      rows: list.rows.map((row) => pageRow(table, row)),
      count: list.count,
      perPage: PER_PAGE,
      filter,
      values,
      mapping: mapping.pairs,
      token,
      origin,
      texts: texts[language].script,
    },
    notes: [...new Set([...mapping.missing, ...unknown])].map(texts[language].missingColumn),
  };
}

async function issuePageToken(
  db: Parameters<typeof issueToken>[0],
  { tenantId, agentId }: Caller,
  table: AssetTable,
  field: string,
): Promise<string> {
  const detail = pickerDetail({ tableId: table.id, origin: null, page: { field } });
  const { token } = await issueToken(db, { kind: 'picker', tenantId, agentId, detail, livesS: PAGE_LIVES_S });
  return token;
}

function columnsOf({ order, shown }: ColumnChoice): Pick<PageState, 'columns' | 'shown'> {
  return {
    columns: order.map(({ key, name, type }) => ({ key, name, numeric: isNumeric(type) })),
    shown: [...shown],
  };
}

export function pageRow(table: AssetTable, row: AssetRow): PageRow {
  const cells = table.columns.flatMap((column) => {
    const text = row.cells.get(column.id);
    return text === undefined ? [] : [[column.key, text] as const];
  });
  return { id: String(row.id), cells: Object.fromEntries(cells) };
}
