import { type Compilable, type SelectQueryBuilder, sql } from 'kysely';
import type { LimitedReach } from '#crm/access/scope.ts';
import { ownedOnly, servedOnly } from '#crm/customers/cell-filter.ts';
import { customersOf } from '#crm/customers/of-customer-filter.ts';
import { beyond } from '#crm/keyset.ts';
import type { Reader } from '#crm/store.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import { type AskedRecords, countedBy } from './asked-records.ts';
import type { ListedRecord, SortColumn } from './listed-record.ts';
import { matchingRows, type Way } from './matching-rows.ts';

/** The statements that lists of one kind of record send, built once a form. */
export function listStatements<Row, Sort extends string>(kind: ListedRecord<Sort>) {
  const { counter, sorts } = kind;
  return {
    /** How many records the customers that are asked for have. */
    sumOfCustomers: prepareForms((db: Reader, { tenantId, customer }: Pick<AskedRecords, 'tenantId' | 'customer'>) =>
      customersOf(db, tenantId, customer).select(sum(counter)),
    ),

    /** What kept counts of these names add up to. */
    sumOfKept: prepareForms((db: Reader, { tenantId, names }: { tenantId: bigint; names: readonly string[] }) =>
      db.sql
        .selectFrom('record_counts')
        .select(sql<number>`coalesce(sum(n), 0)`.as('n'))
        .where('tenant_id', '=', tenantId)
        .where('name', 'in', names),
    ),

    /** How many records those customers have that the caller owns outside the departments in its scope. */
    sumOfOwned: prepareForms((db: Reader, { tenantId, reach }: Reaching) =>
      ownedOnly(db, tenantId, reach).select(sum(counter)),
    ),

    /** How many those have that are in reach only because they are served. */
    sumOfServed: prepareForms((db: Reader, { tenantId, reach }: Reaching) =>
      servedOnly(db, tenantId, reach).select(sum(counter)),
    ),

    countRows: prepareForms((db: Reader, asked: AskedRecords, way: Way) =>
      matchingRows(db, kind, asked, way).select((eb) => eb.fn.countAll<number>().as('n')),
    ),

    /** How many were made in the time that is asked for; `most` when there are more. An index tells. */
    countSpan: prepareForms((db: Reader, { tenantId, createdFrom, createdTo, most }: Span) => {
      const asked = { tenantId, customer: { reach: { all: true } }, equal: {}, createdFrom, createdTo } as const;
      const rows = matchingRows(db, kind, asked, 'walk').select(sql<number>`1`.as('one'));
      return db.sql.selectFrom(rows.limit(most).as('some')).select((eb) => eb.fn.countAll<number>().as('n'));
    }),

    /** A page, and beside each row how many match, where a kept count or the way tells. */
    pageRows: prepareForms((db: Reader, { asked, ascending, ...page }: Wanted, form: PageForm<Sort>) => {
      const [way, sort, limit, most] = form.split(' ') as [Way, Sort, string, string?];
      const order = ascending ? 'asc' : 'desc';
      const bounds: Bounds = { ...page, columns: sorts[sort], order, limit: Number(limit) };
      const rows = way === 'walk' ? walk(db, kind, asked, bounds) : gather(db, kind, asked, way, bounds, most);
      return rows as Compilable<Row & Total>;
    }),
  };
}

/** The limit, and how many matches are gathered at most, are part of the form, for planners. */
type PageForm<Sort extends string> = `${Way} ${Sort} ${number}${'' | ` ${number}`}`;

interface Reaching {
  readonly tenantId: bigint;
  readonly reach: LimitedReach;
}

function sum(counter: string) {
  return sql<number>`coalesce(sum(${sql.ref(`customers.${counter}`)}), 0)`.as('n');
}

interface Span {
  readonly tenantId: bigint;
  readonly createdFrom: number | undefined;
  readonly createdTo: number | undefined;
  readonly most: number;
}

interface Wanted {
  readonly asked: AskedRecords;
  readonly ascending: boolean;
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
  const rows = matchingRows(db, kind, asked, 'walk')
    .select(shownOf(kind))
    .select(keptTotal(db, kind, asked).as('total'));
  return takePage(rows, kind.table, bounds);
}

/** All matches first, or one more than `most` where that is given, so that no engine walks the sort's index instead. */
function gather(db: Reader, kind: ListedRecord<string>, asked: AskedRecords, way: Way, bounds: Bounds, most?: string) {
  const table = kind.table as 'follow_ups';
  const { columns, order } = bounds;
  const page = db.sql
    .with(
      (cte) => cte('matches').materialized(),
      () => {
        const matches = matchingRows(db, kind, asked, way, columns);
        return most === undefined ? matches : matches.limit(sql.lit(Number(most) + 1));
      },
    )
    .selectFrom((eb) => takePage(eb.selectFrom('matches').select('matches.id'), 'matches', bounds).as('page'))
    .crossJoin(table)
    .select(shownOf(kind))
    .select(sql<number | null>`(select count(*) from matches)`.as('total'))
    .where(`${table}.tenant_id`, '=', asked.tenantId)
    .whereRef(`${table}.id`, '=', 'page.id');
  return columns.reduce((query, column) => query.orderBy(`${table}.${column}`, order), page);
}

function shownOf({ table, shown }: ListedRecord<string>) {
  return shown.map((column) => `${table}.${column}` as 'follow_ups.id');
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
  return (offset === undefined ? paged : paged.offset(offset)).limit(sql.lit(limit));
}
