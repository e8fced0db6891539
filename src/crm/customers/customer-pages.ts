import { type AliasedExpression, type SelectQueryBuilder, sql } from 'kysely';
import { beyond, type Position } from '#crm/keyset.ts';
import type { Reader } from '#crm/store.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import type { Customer } from './customer.ts';
import { type Asked, conditionsOf, type Gathering } from './gathering.ts';
import { customerRows } from './read-customers.ts';

/** `newest` (default) and `oldest` by creation, `latest` and `stalest` by update, then id in the same direction; `id` and `idDown` by id alone. */
export type CustomerOrder = keyof typeof ORDERS;

/** Each is the end of an index, so that a page costs the same wherever it lies. */
const ORDERS = {
  newest: { columns: ['created_at', 'id'], direction: 'desc' },
  oldest: { columns: ['created_at', 'id'], direction: 'asc' },
  latest: { columns: ['updated_at', 'id'], direction: 'desc' },
  stalest: { columns: ['updated_at', 'id'], direction: 'asc' },
  id: { columns: ['id'], direction: 'asc' },
  idDown: { columns: ['id'], direction: 'desc' },
} as const;

export function customerPosition(customer: Customer, order: CustomerOrder): Position {
  const values = { created_at: BigInt(customer.createdAt), updated_at: BigInt(customer.updatedAt), id: customer.id };
  return ORDERS[order].columns.map((column) => values[column]);
}

/** Which part of a list. */
export interface Bounds {
  readonly asked: Asked;
  readonly after: Position | null;
  readonly offset: number | null;
}

/** The limit is part of the form, for planners. */
type Form = `${CustomerOrder} ${number}`;

/** A page found by going along the list's index. */
export const walkPage = prepareForms((db: Reader, bounds: Bounds, form: Form) => {
  const [order, limit] = form.split(' ') as [CustomerOrder, string];
  const page = takePage(matching(db, bounds.asked, 'tested compared', order), 'customers', bounds, { order, limit });
  return rowsOf(db.sql, page.as('page'), bounds, order);
});

/** The same by gathering all matches first, so that no engine walks the list's index instead; each row tells how many there are. */
export const gatherPage = prepareForms((db: Reader, bounds: Bounds, form: `${Form} ${Gathering}`) => {
  const [order, limit, ...way] = form.split(' ') as [CustomerOrder, string, ...string[]];
  const start = db.sql.with(
    (cte) => cte('matches').materialized(),
    () => matching(db, bounds.asked, way.join(' ') as Gathering, order),
  );
  // Not from `start`, which would gather them once more.
  const matches = (db.sql as unknown as typeof start).selectFrom('matches').select('matches.id');
  const page = takePage(matches, 'matches', bounds, { order, limit });
  const rows = rowsOf(start as unknown as Reader['sql'], page.as('page'), bounds, order);
  return rows.select(sql<number>`(select count(*) from matches)`.as('matches'));
});

/** The customers that match, with what a list of them is ordered by. */
function matching(db: Reader, asked: Asked, way: Gathering, order: CustomerOrder) {
  return db.sql
    .selectFrom('customers')
    .select(ORDERS[order].columns.map((column) => `customers.${column}` as const))
    .where((eb) => eb.and(conditionsOf(db, asked, way)));
}

function takePage<DB, T extends keyof DB, Row>(
  rows: SelectQueryBuilder<DB, T, Row>,
  table: 'customers' | 'matches',
  { after, offset }: Bounds,
  { order, limit }: { readonly order: CustomerOrder; readonly limit: string },
): SelectQueryBuilder<DB, T, Row> {
  const { columns, direction } = ORDERS[order];
  const names = columns.map((column) => `${table}.${column}`);
  let page = rows.limit(sql.lit(Number(limit)));
  if (offset !== null) page = page.offset(offset);
  if (after !== null) page = page.where(beyond(names, after, direction));
  for (const name of names) page = page.orderBy(sql.ref(name), direction);
  return page;
}

/** Whole rows are read for the page alone: what is sorted and left out is narrow. */
function rowsOf(
  from: Reader['sql'],
  page: AliasedExpression<{ id: bigint }, 'page'>,
  { asked }: Bounds,
  order: CustomerOrder,
) {
  const { columns, direction } = ORDERS[order];
  let rows = customerRows(from)
    .innerJoin(page, 'page.id', 'customers.id')
    .where('customers.tenant_id', '=', asked.tenantId);
  for (const column of columns) rows = rows.orderBy(`customers.${column}`, direction);
  return rows;
}
