import { type SelectQueryBuilder, sql } from 'kysely';
import type { Reader } from '#crm/store.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
import { type Matching, matchingRows } from './matching-rows.ts';
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

export interface CountedRow extends CompanyRow {
  /** How many rows are asked for in all. */
  readonly n: number;
}

/** Of more matches than these a page is better read by itself, after they were counted. */
export const MOST_COUNTED = 20_000;

/**
 * The same, with the count of all rows beside each, from one pass over the matches. Where there are more than MOST_COUNTED,
 * `n` is more than that, and neither it nor the page is right.
 */
export async function selectCounted(
  db: Reader,
  matching: Matching,
  page: CompanyPage,
  columns: Columns,
): Promise<CountedRow[]> {
  return (await countedRows(db, askedOf(matching, page), formOf(page, columns))) as CountedRow[];
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
  const page = inOrder(positions(db, p.matching), 'companies', p, form);
  let rows = db.sql
    .selectFrom(page.as('page'))
    .innerJoin('companies', 'companies.id', 'page.id')
    .where('companies.tenant_id', '=', p.matching.tenantId)
    .select(selected(form));
  for (const { by, direction } of readForm(form).order) rows = rows.orderBy(`page.${by}`, direction);
  return rows;
});

const countedRows = prepareForms((db: Reader, p: Asked, form: Form) => {
  let rows = db.sql
    .with(
      (name) => name('found').materialized(),
      () => positions(db, p.matching).limit(sql.lit(MOST_COUNTED + 1)),
    )
    .selectFrom((eb) =>
      inOrder(eb.selectFrom('found').select(['id', 'created_at', 'updated_at']), 'found', p, form).as('page'),
    )
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
  inOrder(positions(db, p.matching).select('companies.custom'), 'companies', p, form),
);

function positions(db: Reader, matching: Matching) {
  return matchingRows(db, matching).select(['companies.id', 'companies.created_at', 'companies.updated_at']);
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
