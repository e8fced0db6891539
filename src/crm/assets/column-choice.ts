import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import { columnOf, type AssetColumn, type AssetTable } from './asset-table.ts';

/** Which columns an agent sees in the picker, for a table and the company field it opens for ('' = none). */
export interface ColumnChoice {
  /** Every column of the table, as the agent ordered them; later ones behind. */
  readonly order: readonly AssetColumn[];
  /** The keys of those that are shown. */
  readonly shown: ReadonlySet<string>;
}

/** As stored: column keys; shown null = all, also those that come later. */
interface StoredChoice {
  readonly shown: readonly string[] | null;
  readonly order: readonly string[];
}

/** The agent's own choice; null before the first use. */
export async function readColumnChoice(
  db: Reader,
  who: Caller,
  table: AssetTable,
  fieldKey: string,
): Promise<ColumnChoice | null> {
  const { tenantId, agentId } = who;
  const [row] = await choiceOf(db.sql, { tenantId, agentId, tableId: table.id, fieldKey });
  return row === undefined ? null : toChoice(table, JSON.parse(row.choice) as StoredChoice);
}

/**
 * The agent's choice, which its first use settles: the columns of `display` then (all without it), and never again.
 * Columns that the table lacks are passed over; a display of nothing else counts as none.
 */
export async function settleColumnChoice(
  db: Writer,
  who: Caller,
  table: AssetTable,
  fieldKey: string,
  display: readonly string[],
): Promise<ColumnChoice> {
  const shown = display.filter((key) => columnOf(table, key) !== undefined);
  const first: StoredChoice = { shown: shown.length === 0 ? null : shown, order: shown };
  const { tenantId, agentId } = who;
  await insertChoice(db.sql, { tenantId, agentId, tableId: table.id, fieldKey, choice: JSON.stringify(first) });
  return (await readColumnChoice(db, who, table, fieldKey))!;
}

/** Makes this the agent's choice. Raises `unknown_field` for a column that the table lacks. */
export async function saveColumnChoice(
  db: Writer,
  who: Caller,
  table: AssetTable,
  fieldKey: string,
  choice: { readonly shown: readonly string[]; readonly order: readonly string[] },
): Promise<void> {
  const wanted = { shown: [...new Set(choice.shown)], order: [...new Set(choice.order)] };
  for (const key of [...wanted.shown, ...wanted.order]) {
    if (columnOf(table, key) === undefined) throw new CrmError('unknown_field', { key });
  }
  const { tenantId, agentId } = who;
  await putChoice(db.sql, { tenantId, agentId, tableId: table.id, fieldKey, choice: JSON.stringify(wanted) });
}

function toChoice(table: AssetTable, { shown, order }: StoredChoice): ColumnChoice {
  const first = order.flatMap((key) => columnOf(table, key) ?? []);
  const rest = table.columns.filter((column) => !order.includes(column.key));
  const all = [...first, ...rest];
  return { order: all, shown: new Set(shown ?? all.map((column) => column.key)) };
}

interface ChoiceKey {
  tenantId: bigint;
  agentId: bigint;
  tableId: bigint;
  fieldKey: string;
}

const choiceOf = prepare((sql: Reader['sql'], p: ChoiceKey) =>
  sql
    .selectFrom('column_choices')
    .select('choice')
    .where('tenant_id', '=', p.tenantId)
    .where('agent_id', '=', p.agentId)
    .where('table_id', '=', p.tableId)
    .where('field_key', '=', p.fieldKey),
);

const insertion = (sql: Writer['sql'], p: ChoiceKey & { choice: string }) =>
  sql.insertInto('column_choices').values({
    tenant_id: p.tenantId,
    agent_id: p.agentId,
    table_id: p.tableId,
    field_key: p.fieldKey,
    choice: p.choice,
  });

const insertChoice = prepare((sql: Writer['sql'], p: ChoiceKey & { choice: string }) =>
  insertion(sql, p).onConflict((conflict) => conflict.doNothing()),
);

const putChoice = prepare((sql: Writer['sql'], p: ChoiceKey & { choice: string }) =>
  insertion(sql, p).onConflict((conflict) =>
    conflict
      .columns(['tenant_id', 'agent_id', 'table_id', 'field_key'])
      .doUpdateSet((eb) => ({ choice: eb.ref('excluded.choice') })),
  ),
);
