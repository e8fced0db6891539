import { type Compilable, type SelectQueryBuilder, sql } from 'kysely';
import { readCount } from '#crm/counts.ts';
import { customersOf } from '#crm/customers/of-customer-filter.ts';
import { beyond } from '#crm/keyset.ts';
import type { Reader } from '#crm/store.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import { type AskedRecords, countedBy } from './asked-records.ts';
import type { ListedRecord, RecordPage, SortColumn } from './listed-record.ts';
import { matchingRows } from './matching-rows.ts';

export interface RecordLists<Row, Sort extends string> {
  /** How many match, exactly; null asks for what can't be. */
  count(db: Reader, asked: AskedRecords | null): Promise<number>;
  /** A page of the rows that match, and how many there are in all. */
  list(
    db: Reader,
    asked: AskedRecords | null,
    page: RecordPage<Sort>,
  ): Promise<{ readonly rows: readonly Row[]; readonly total: number }>;
}

/**
 * Lists and counts records of one kind. With m of n rows matching, a walk in list order tests about rows · n / m of them and
 * gathering all matches costs about m; the cheaper is taken. Never walk for a rare word, never gather a common one.
 */
export function recordLists<Row, Sort extends string>(kind: ListedRecord<Sort>): RecordLists<Row, Sort> {
  const { table, counter, sorts, customerSorts } = kind;

  const sumOfCustomers = prepareForms(
    (db: Reader, { tenantId, customer }: Pick<AskedRecords, 'tenantId' | 'customer'>) =>
      customersOf(db, tenantId, customer).select(
        sql<number>`coalesce(sum(${sql.ref(`customers.${counter}`)}), 0)`.as('n'),
      ),
  );
  const countRows = prepareForms((db: Reader, asked: AskedRecords) =>
    matchingRows(db, kind, asked, 'gathered').select((eb) => eb.fn.countAll<number>().as('n')),
  );
  const pageRows = prepareForms((db: Reader, { asked, walked, ascending, ...page }: Wanted, sort: Sort) => {
    const bounds = { ...page, columns: sorts[sort], order: ascending ? 'asc' : 'desc' } as const;
    return (walked ? walk(db, kind, asked, bounds) : gather(db, kind, asked, bounds)) as Compilable<Row & Total>;
  });

  return {
    async count(db, asked) {
      if (asked === null) return 0;
      const { tenantId, customer } = asked;
      switch (countedBy(asked)) {
        case 'tenant':
          return await readCount(db, tenantId, table);
        case 'customer':
        case 'customers':
          return Number((await sumOfCustomers(db, { tenantId, customer }, ''))[0]!.n);
        case 'grams':
          return await db.search.count(table, asked.text!.query);
        default:
          return Number((await countRows(db, asked, ''))[0]!.n);
      }
    },

    async list(db, asked, page) {
      if (asked === null) return { rows: [], total: 0 };
      const { sort, order, after, limit, offset = 0 } = page;
      const take = (walked: boolean) =>
        pageRows(
          db,
          {
            asked,
            walked,
            ascending: order === 'asc',
            limit,
            ...(after === undefined ? {} : { after }),
            ...(offset === 0 ? {} : { offset }),
          },
          sort,
        );
      const by = countedBy(asked);
      if (by === 'customers' || by === 'grams' || by === 'rows') {
        const total = await this.count(db, asked);
        if (total === 0) return { rows: [], total };
        const walked = by === 'rows' || (await isWalkCheaper(db, asked.tenantId, limit + offset, total));
        return { rows: await take(walked), total };
      }
      // One statement answers both.
      const rows = await take(by === 'tenant' || (by === 'customer' && customerSorts.includes(sort)));
      if (rows.length > 0) return { rows, total: rows[0]!.total ?? 0 };
      const isFirst = after === undefined && offset === 0;
      return { rows, total: isFirst ? 0 : await this.count(db, asked) };
    },
  };

  async function isWalkCheaper(db: Reader, tenantId: bigint, rows: number, matches: number): Promise<boolean> {
    return matches * matches > rows * (await readCount(db, tenantId, table));
  }
}

interface Wanted {
  readonly asked: AskedRecords;
  readonly walked: boolean;
  readonly ascending: boolean;
  readonly limit: number;
  readonly offset?: number;
  readonly after?: readonly bigint[];
}

interface Total {
  /** How many match, where the statement tells. */
  readonly total: number | null;
}

interface Bounds {
  readonly columns: readonly SortColumn[];
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly offset?: number;
  readonly after?: readonly bigint[];
}

function walk(db: Reader, kind: ListedRecord<string>, asked: AskedRecords, bounds: Bounds) {
  const rows = matchingRows(db, kind, asked, 'walked')
    .selectAll(kind.table as 'follow_ups')
    .select(keptTotal(db, kind, asked).as('total'));
  return takePage(rows, kind.table, bounds);
}

/** All matches first, so that no engine walks the sort's index instead. */
function gather(db: Reader, kind: ListedRecord<string>, asked: AskedRecords, bounds: Bounds) {
  const table = kind.table as 'follow_ups';
  const { columns, order } = bounds;
  const page = db.sql
    .with(
      (cte) => cte('matches').materialized(),
      () => matchingRows(db, kind, asked, 'gathered').select(columns.map((column) => `${table}.${column}` as const)),
    )
    .selectFrom((eb) => takePage(eb.selectFrom('matches').select('matches.id'), 'matches', bounds).as('page'))
    .crossJoin(table)
    .selectAll(table)
    .select(sql<number | null>`(select count(*) from matches)`.as('total'))
    .where(`${table}.tenant_id`, '=', asked.tenantId)
    .whereRef(`${table}.id`, '=', 'page.id');
  return columns.reduce((query, column) => query.orderBy(`${table}.${column}`, order), page);
}

/** What a kept count says of what is asked; null where none does. */
function keptTotal(db: Reader, { table, counter }: ListedRecord<string>, asked: AskedRecords) {
  const { tenantId, customer } = asked;
  switch (countedBy(asked)) {
    case 'tenant':
      return sql<number | null>`(select sum(n) from record_counts where tenant_id = ${tenantId} and name = ${table})`;
    case 'customer':
      return sql<number | null>`${customersOf(db, tenantId, customer).select(`customers.${counter}`)}`;
    default:
      return sql<number | null>`null`;
  }
}

function takePage<DB, T extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, T, Row>,
  table: string,
  { columns, order, after, limit, offset }: Bounds,
): SelectQueryBuilder<DB, T, Row> {
  const names = columns.map((column) => `${table}.${column}`);
  let paged = after === undefined ? query : query.where(beyond(names, after, order));
  for (const name of names) paged = paged.orderBy(sql.ref(name), order);
  return (offset === undefined ? paged : paged.offset(offset)).limit(limit);
}
