import { readCount } from '#crm/counts.ts';
import { asksSome } from '#crm/customers/of-customer-filter.ts';
import type { Reader } from '#crm/store.ts';
import { RecentMap } from '#engines/recent-map.ts';
import { type AskedRecords, countedBy } from './asked-records.ts';
import { listStatements } from './list-statements.ts';
import type { ListedRecord, RecordPage } from './listed-record.ts';
import type { Way } from './matching-rows.ts';
import { ownersCount } from './owners-records.ts';

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

/** Lists and counts records of one kind, each list by the way that costs least. */
export function recordLists<Row, Sort extends string>(kind: ListedRecord<Sort>): RecordLists<Row, Sort> {
  const { table, customerSorts } = kind;
  const statements = listStatements<Row, Sort>(kind);
  return { count, list };

  async function count(db: Reader, asked: AskedRecords | null): Promise<number> {
    if (asked === null) return 0;
    return (await areFew(db, asked)) ? await countWalking(db, asked) : await countOfMany(db, asked);
  }

  async function countOfMany(db: Reader, asked: AskedRecords): Promise<number> {
    switch (countedBy(asked)) {
      case 'tenant':
        return await readCount(db, asked.tenantId, table);
      case 'reach':
        return await sumOfReach(db, asked);
      case 'customer':
      case 'customers':
        return await sumOfCustomers(db, asked);
      case 'grams':
        return await db.search.count(table, asked.text!.query);
      case 'rows':
        return await countWalking(db, asked);
      case 'matches':
        return Number((await statements.countRows(db, asked, await chooseGathering(db, asked)))[0]!.n);
    }
  }

  async function countWalking(db: Reader, asked: AskedRecords): Promise<number> {
    return Number((await statements.countRows(db, asked, 'walk'))[0]!.n);
  }

  /** Whether looking at all that the tenant has takes less than going through customers of a name, who may be many more. */
  async function areFew(db: Reader, { tenantId, customer }: AskedRecords): Promise<boolean> {
    return asksSome(customer) && (await readCount(db, tenantId, table)) <= FEW_RECORDS;
  }

  async function list(db: Reader, asked: AskedRecords | null, page: RecordPage<Sort>) {
    if (asked === null) return { rows: [], total: 0 };
    const by = countedBy(asked);
    const gathered = by === 'grams' ? await listGathered(db, asked, page) : null;
    if (gathered !== null) return gathered;
    const few = await areFew(db, asked);
    if (few || by === 'reach' || by === 'customers' || by === 'grams' || by === 'rows') {
      const total = few ? await countWalking(db, asked) : await countOfMany(db, asked);
      if (total === 0) return { rows: [], total };
      const gathering = by === 'grams' ? 'texts' : 'customers';
      const walks = few || by === 'rows' || (await isWalkCheaper(db, asked, page, total));
      return { rows: await pageRows(db, asked, walks ? 'walk' : gathering, page), total };
    }
    // One statement tells both.
    const walks = by === 'tenant' || (by === 'customer' && customerSorts.includes(page.sort));
    const rows = await pageRows(db, asked, walks ? 'walk' : await chooseGathering(db, asked), page);
    if (rows.length > 0) return { rows, total: rows[0]!.total ?? 0 };
    return { rows, total: isFirst(page) ? 0 : await countOfMany(db, asked) };
  }

  /**
   * Page and total from one look at what the gram index finds, where counting it would cost nearly as much; null for more than
   * that pays for, and where the page has no row to tell the total.
   */
  async function listGathered(db: Reader, asked: AskedRecords, page: RecordPage<Sort>) {
    const { folded, query } = asked.text!;
    const { columns } = db.search.hits(table, query);
    if (db.capabilities.countsMatchesCheaply || !kind.sorts[page.sort].every((name) => columns.has(name))) return null;
    const word = `${asked.tenantId} ${folded}`;
    if (commonWords.get(word) === true) return null;
    const rows = await pageRows(db, asked, 'texts', page, MOST_GATHERED);
    if (rows.length === 0) return isFirst(page) ? { rows, total: 0 } : null;
    const total = rows[0]!.total ?? 0;
    if (total > SOME_GATHERED) commonWords.set(word, true);
    return total > MOST_GATHERED ? null : { rows, total };
  }

  function pageRows(
    db: Reader,
    asked: AskedRecords,
    way: Way,
    { sort, order, after, limit, offset = 0 }: RecordPage<Sort>,
    most?: number,
  ) {
    const wanted = {
      asked,
      ascending: order === 'asc',
      ...(after === undefined ? {} : { after }),
      ...(offset === 0 ? {} : { offset }),
    };
    const bound = most === undefined ? '' : (` ${most}` as const);
    return statements.pageRows(db, wanted, `${way} ${sort} ${limit}${bound}`);
  }

  async function sumOfCustomers(db: Reader, { tenantId, customer }: AskedRecords): Promise<number> {
    return Number((await statements.sumOfCustomers(db, { tenantId, customer }, ''))[0]!.n);
  }

  /** What the pool and the caller's departments have, which kept counts tell, and the customers that it owns or serves beside. */
  async function sumOfReach(db: Reader, { tenantId, customer: { reach } }: AskedRecords): Promise<number> {
    if (reach.all) return await readCount(db, tenantId, table);
    const names = [null, ...reach.departmentIds].map((id) => ownersCount(table, id));
    const sums = await Promise.all([
      statements.sumOfKept(db, { tenantId, names }, ''),
      statements.sumOfOwned(db, { tenantId, reach }, ''),
      statements.sumOfServed(db, { tenantId, reach }, ''),
    ]);
    return sums.reduce((total, [row]) => total + Number(row!.n), 0);
  }

  /**
   * With m of n rows matching, a walk in list order tests about rows · n / m of them, and gathering all matches costs about m.
   * Never walk for a rare word, never gather a common one.
   */
  async function isWalkCheaper(
    db: Reader,
    { tenantId }: AskedRecords,
    { limit, offset = 0 }: RecordPage<Sort>,
    matches: number,
  ): Promise<boolean> {
    return matches * matches > (limit + offset) * (await readCount(db, tenantId, table));
  }

  /** A common word of a few customers or of a short time is looked for in their texts, or they among its hits. */
  async function chooseGathering(db: Reader, asked: AskedRecords): Promise<Exclude<Way, 'walk'>> {
    const { tenantId, text, customer, createdFrom, createdTo } = asked;
    if (text === undefined || customer.id !== undefined) return 'customers';
    const isTimed = createdFrom !== undefined || createdTo !== undefined;
    const compared = Math.min(
      customer.name === undefined ? Infinity : await sumOfCustomers(db, asked),
      isTimed ? await countSpan(db, tenantId, createdFrom, createdTo) : Infinity,
    );
    if (compared === Infinity) return 'texts';
    if (compared <= (db.capabilities.countsMatchesCheaply ? FEW_TEXTS : SOME_TEXTS)) return 'customers';
    const hitsTell = db.search.hits(table, text.query).columns.has('customer_id');
    const most = compared * (hitsTell ? HITS_A_TEXT : SET_HITS_A_TEXT);
    const hits = await db.search.count(table, text.query, most + 1);
    if (hits > most) return 'customers';
    return hitsTell || compared > hits * MOST_LOOKED_UP ? 'texts' : 'both';
  }

  /** How many were made in a time; Infinity for more than could be compared. */
  async function countSpan(
    db: Reader,
    tenantId: bigint,
    createdFrom: number | undefined,
    createdTo: number | undefined,
  ): Promise<number> {
    const [row] = await statements.countSpan(db, { tenantId, createdFrom, createdTo, most: MOST_TEXTS }, '');
    const n = Number(row!.n);
    return n < MOST_TEXTS ? n : Infinity;
  }
}

function isFirst({ after, offset = 0 }: RecordPage<string>): boolean {
  return after === undefined && offset === 0;
}

/** Words of tenants that many records held when they were last gathered, which decides about the way alone. */
const commonWords = new RecentMap<string, true>(1000);
/** Beyond this it costs less to count matches, and to meet a page of them in the list's own order. */
const SOME_GATHERED = 10_000;
/** Gathering more to find that out would take longer than counting them. */
const MOST_GATHERED = 20_000;
/** So few are looked at each. */
const FEW_RECORDS = 2000;
/** What comparing one text costs: in hits of the gram index that tell their customer, and in hits that are put into a set. */
const HITS_A_TEXT = 3;
const SET_HITS_A_TEXT = 12;
/** What telling one hit apart costs, in rows that are looked up in such a set. */
const MOST_LOOKED_UP = 3;
/** So few are compared without asking how many hits there would be. */
const FEW_TEXTS = 3000;
/** The same where counting the hits takes as long as gathering them. */
const SOME_TEXTS = 8000;
/** Comparing more would take longer than a request may. */
const MOST_TEXTS = 50_000;
