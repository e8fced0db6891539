import type { Connection } from './connection.ts';

/**
 * Statistics that the planner reads, written by hand. Without any it takes `tenant_id = ?` for a narrow condition and walks
 * a whole tenant where a later column of another index would find the row; measured ones would change plans while a
 * store grows. So every store has these, of some tenants with a million customers.
 */
const ROWS = 1_000_000;

/** Tables that stay small beside the records. */
const TABLE_ROWS: Readonly<Record<string, number>> = {
  customer_cells: 20_000,
  customer_counts: 20_000,
  record_counts: 50,
  tenants: 100,
  departments: 1000,
  roles: 100,
  agents: 1000,
  options: 1000,
  fields: 1000,
};

/** Rows of a million that share one value of a column, unless the column is not listed: then few do. */
const SHARING: Readonly<Record<string, number>> = {
  tenant_id: 200_000,
  visible: ROWS,
  slot: ROWS,
  record: 300_000,
  state: 300_000,
  kind: 300_000,
  dictionary: 100_000,
  type_id: 200_000,
  stage_id: 200_000,
  deal_flag_id: 200_000,
  source_id: 200_000,
  task_id: 200_000,
  table_id: 100_000,
  owner_type: 200_000,
  position: 100_000,
  owner_agent_id: 20_000,
  agent_id: 20_000,
  created_by_agent_id: 20_000,
  service_agent_id: 20_000,
  owner_department_id: 50_000,
  department_id: 50_000,
  day: 5000,
  label_id: 10_000,
  job_id: 10_000,
  cell_id: 200,
  company_id: 60,
};
const FEW = 20;

/** Of an index that tells hits apart, at most: one of many columns SQLite else takes for as large as the table's rows, and reads these. */
const HITS_ROW_BYTES = 20;

/** Writes the statistics unless the store has exactly these; open connections of every process take them up. */
export function writeStatistics(connection: Connection): void {
  const wanted = statisticsOf(connection);
  if (sameAs(present(connection), wanted)) return;
  const { database } = connection;
  database.exec('BEGIN IMMEDIATE');
  try {
    // The name of a table that has no statistics of its own: this makes an empty sqlite_stat1 and measures nothing.
    database.exec('DROP TABLE IF EXISTS sqlite_stat1; ANALYZE sqlite_schema');
    for (const [index, { table, numbers }] of wanted) {
      connection.execute('INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)', [table, index, numbers]);
    }
    database.exec('COMMIT; ANALYZE sqlite_schema');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

interface Statistics {
  readonly table: string;
  /** Rows of the index, then rows that share the first column, the first two … (https://www.sqlite.org/fileformat2.html#stat1tab). */
  readonly numbers: string;
}

/** By index; SQLite knows a WITHOUT ROWID table's primary key under the table's own name. */
function statisticsOf(connection: Connection): Map<string, Statistics> {
  const { rows } = connection.execute(
    `SELECT tables.name AS table_name, list.name AS index_name, list.origin AS origin, list."unique" AS is_unique,
            (SELECT group_concat(info.name) FROM pragma_index_info(list.name) AS info) AS columns
       FROM sqlite_schema AS tables, pragma_index_list(tables.name) AS list
      WHERE tables.type = 'table' AND tables.name NOT LIKE '%\\_search%' ESCAPE '\\' AND tables.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  );
  const statistics = new Map<string, Statistics>();
  for (const row of rows) {
    const table = String(row['table_name']);
    const columns = String(row['columns']).split(',');
    const index = row['origin'] === 'pk' ? table : String(row['index_name']);
    const size = index.endsWith('_hits') ? ` sz=${HITS_ROW_BYTES}` : '';
    const numbers = numbersOf(TABLE_ROWS[table] ?? ROWS, columns, row['is_unique'] === 1) + size;
    statistics.set(index, { table, numbers });
  }
  return statistics;
}

function numbersOf(rows: number, columns: readonly string[], unique: boolean): string {
  const numbers = [rows];
  let sharing = rows;
  for (const [at, column] of columns.entries()) {
    const isLast = at === columns.length - 1;
    const one = column === 'id' || column === 'row_no' || (unique && isLast) ? 1 : (SHARING[column] ?? FEW);
    sharing = Math.max(1, Math.floor((sharing * one) / ROWS));
    numbers.push(isLast && unique ? 1 : sharing);
  }
  return `${numbers.join(' ')} noskipscan`;
}

function present(connection: Connection): Map<string, Statistics> {
  const { rows: found } = connection.execute("SELECT 1 AS n FROM sqlite_schema WHERE name = 'sqlite_stat1'");
  if (found.length === 0) return new Map();
  const { rows } = connection.execute('SELECT tbl, idx, stat FROM sqlite_stat1');
  return new Map(rows.map((row) => [String(row['idx']), { table: String(row['tbl']), numbers: String(row['stat']) }]));
}

function sameAs(a: ReadonlyMap<string, Statistics>, b: ReadonlyMap<string, Statistics>): boolean {
  return a.size === b.size && [...a].every(([index, { numbers }]) => b.get(index)?.numbers === numbers);
}
