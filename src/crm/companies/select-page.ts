import { type SelectQueryBuilder, sql } from 'kysely';
import type { Reader } from '#crm/store.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import { isInList, type Matching, matchingRows } from './matching-rows.ts';
import { comesAfter, orderOfWord, orderWord, readingOrder, type OrderTerm, type PageAnchor } from './page-order.ts';
import type { CompanyReading, CompanyRow } from './read-companies.ts';

export interface CompanyPage {
  readonly limit: number;
  readonly order: readonly OrderTerm[];
  /** Rows to leave out first; not together with `anchor`. */
  readonly offset?: number;
  readonly anchor?: PageAnchor;
}

/** What the statements of a page bind. */
interface Asked {
  readonly matching: Matching;
  readonly anchor: readonly (number | bigint)[] | null;
  readonly offset: number | null;
}

/** The order of reading, how many rows (planners are to know that), and what of them. */
type Form = `${string};${number};${Columns}`;

type Columns = CompanyReading<unknown>['columns'];

/** Rows of the page and of the one after it, in the direction of reading. */
export async function selectPage(
  db: Reader,
  matching: Matching,
  page: CompanyPage,
  columns: Columns,
): Promise<CompanyRow[]> {
  return (await pageRows(db, askedOf(matching, page), formOf(page, columns))) as CompanyRow[];
}

/**
 * Of more matches than these a page is better read by itself, after they were counted. Counting those of a time gathers them
 * in any case.
 */
function mostGathered({ created, updated }: Matching): number {
  return created.length + updated.length > 0 ? 150_000 : 20_000;
}

/**
 * The same, with the count of all rows, from one pass over the matches. Null where there are too many of them, and for a page
 * without rows that isn't the first, which tells no count.
 */
export async function selectCounted(
  db: Reader,
  matching: Matching,
  page: CompanyPage,
  columns: Columns,
): Promise<{ readonly rows: CompanyRow[]; readonly count: number } | null> {
  const rows = (await countedRows(db, askedOf(matching, page), formOf(page, columns))) as (CompanyRow & {
    n: number;
  })[];
  const [first] = rows;
  if (first === undefined) {
    return page.anchor === undefined && (page.offset ?? 0) === 0 ? { rows, count: 0 } : null;
  }
  return first.n > mostGathered(matching) && !isInList(db, matching, page.order) ? null : { rows, count: first.n };
}

/** Rows in the direction of reading, with what only code can compare. */
export async function selectCandidates(
  db: Reader,
  matching: Matching,
  page: CompanyPage,
): Promise<Pick<CompanyRow, 'id' | 'created_at' | 'updated_at' | 'custom'>[]> {
  return await candidates(db, askedOf(matching, page), formOf(page, 'title'));
}

function askedOf(matching: Matching, { anchor, offset = 0 }: CompanyPage): Asked {
  return { matching, anchor: anchor?.values ?? null, offset: offset === 0 ? null : offset };
}

function formOf({ order, anchor, limit }: CompanyPage, columns: Columns): Form {
  return `${orderWord(readingOrder(order, anchor?.side ?? 'after'))};${limit + 1};${columns}`;
}

/** Whole rows are read for the page alone: what is sorted and left out are ids. */
const pageRows = prepareForms((db: Reader, p: Asked, form: Form) => {
  const page = inOrder(positions(db, p.matching, form), 'companies', p, form);
  let rows = db.sql
    .selectFrom(page.as('page'))
    .innerJoin('companies', 'companies.id', 'page.id')
    .where('companies.tenant_id', '=', p.matching.tenantId)
    .select(selected(form));
  for (const { by, direction } of readForm(form).order) rows = rows.orderBy(`page.${by}`, direction);
  return rows;
});

const countedRows = prepareForms((db: Reader, p: Asked, form: Form) => {
  const matches = positions(db, p.matching, form);
  // A list is counted, and read from its end, where it lies.
  const inList = isInList(db, p.matching, readForm(form).order);
  let rows = db.sql
    .with(
      (name) => (inList ? name('found').notMaterialized() : name('found').materialized()),
      () => (inList ? matches : matches.limit(sql.lit(mostGathered(p.matching) + 1))),
    )
    .selectFrom((eb) => inOrder(eb.selectFrom('found').selectAll('found'), 'found', p, form).as('page'))
    .innerJoin('companies', 'companies.id', 'page.id')
    .where('companies.tenant_id', '=', p.matching.tenantId)
    .select(selected(form))
    .select((eb) =>
      eb
        .selectFrom('found as every')
        .select((of) => of.fn.countAll<number>().as('n'))
        .$asScalar()
        .$notNull()
        .as('n'),
    );
  for (const { by, direction } of readForm(form).order) rows = rows.orderBy(`page.${by}`, direction);
  return rows;
});

const candidates = prepareForms((db: Reader, p: Asked, form: Form) =>
  inOrder(matchingRows(db, p.matching, UPDATED).select([...POSITION, 'companies.custom']), 'companies', p, form),
);

const POSITION = ['companies.id', 'companies.created_at', 'companies.updated_at'] as const;
const UPDATED: readonly OrderTerm[] = [{ by: 'updated_at', direction: 'asc' }];

function positions(db: Reader, matching: Matching, form: Form) {
  const { order } = readForm(form);
  const rows = matchingRows(db, matching, order);
  // A list knows no other times; none is asked for.
  return isInList(db, matching, order)
    ? (rows.select(['companies.id', 'companies.created_at']) as unknown as ReturnType<typeof allPositions>)
    : allPositions(rows);
}

function allPositions(rows: ReturnType<typeof matchingRows>) {
  return rows.select(POSITION);
}

function inOrder<Db, Table extends keyof Db, Row>(
  rows: SelectQueryBuilder<Db, Table, Row>,
  table: string,
  { anchor, offset }: Asked,
  form: Form,
): SelectQueryBuilder<Db, Table, Row> {
  const { order, limit } = readForm(form);
  let ordered = rows.limit(sql.lit(limit));
  if (offset !== null) ordered = ordered.offset(offset);
  if (anchor !== null) ordered = ordered.where(comesAfter(order, anchor, table));
  for (const { by, direction } of order) ordered = ordered.orderBy(sql.ref(`${table}.${by}`), direction);
  return ordered;
}

const TITLE = ['companies.id', 'companies.name', 'companies.created_at', 'companies.updated_at'] as const;

/** A whole row has the columns of a title and more. */
function selected(form: Form): typeof TITLE {
  return readForm(form).columns === 'title' ? TITLE : ([sql.raw('companies.*')] as unknown as typeof TITLE);
}

function readForm(form: Form): { order: OrderTerm[]; limit: number; columns: Columns } {
  const [word = '', limit, columns] = form.split(';');
  return { order: orderOfWord(word), limit: Number(limit), columns: columns as Columns };
}
