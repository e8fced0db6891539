import type { SelectQueryBuilder } from 'kysely';
import { readCount } from '#crm/counts.ts';
import { asksCustomer } from '#crm/customers/of-customer-filter.ts';
import { beyond, type Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import { countOpportunities } from './count-opportunities.ts';
import { toOpportunity, type Opportunity } from './opportunity.ts';
import { matchingRows, nameQuery, type OpportunityFilter } from './opportunity-filter.ts';

export type OpportunitySort = 'created' | 'updated' | 'id';

export interface OpportunityPage {
  readonly limit: number;
  /** Rows to leave out first; not together with `after`. */
  readonly offset?: number;
  readonly after?: Position;
  readonly sort: OpportunitySort;
  /** Equal values are parted by id, in the same direction. */
  readonly order: 'asc' | 'desc';
}

/** Each is the end of an index, so that a page costs the same wherever it lies. */
const COLUMNS = {
  created: ['created_at', 'id'],
  updated: ['updated_at', 'id'],
  id: ['id'],
} as const;

/** A page of the opportunities that the caller sees through a filter, and how many there are in all, exactly. */
export async function listOpportunities(
  db: Reader,
  who: Caller,
  filter: OpportunityFilter,
  page: OpportunityPage,
): Promise<{ opportunities: Opportunity[]; total: number }> {
  const total = await countOpportunities(db, who, filter);
  if (total === 0) return { opportunities: [], total };
  const ids = await pageIds(db, who, filter, page, await chooseWay(db, who, filter, page, total));
  if (ids.length === 0) return { opportunities: [], total };
  const rows = await db.sql
    .selectFrom('opportunities')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('id', 'in', ids)
    .where('visible', '=', 1)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const opportunities = ids.flatMap((id) => (byId.has(id) ? [toOpportunity(who, byId.get(id)!)] : []));
  return { opportunities, total };
}

export function opportunityPosition(opportunity: Opportunity, sort: OpportunitySort): Position {
  const values = {
    created_at: BigInt(opportunity.createdAt),
    updated_at: BigInt(opportunity.updatedAt),
    id: opportunity.id,
  };
  return COLUMNS[sort].map((column) => values[column]);
}

/** As for follow-ups (crm/follow-ups/list-follow-ups.ts): never walk for a rare word, never gather a common one. */
async function chooseWay(
  db: Reader,
  who: Caller,
  filter: OpportunityFilter,
  page: OpportunityPage,
  matches: number,
): Promise<'gathered' | 'walked'> {
  if (!asksCustomer(filter) && nameQuery(filter) === null) return 'walked';
  const all = await readCount(db, who.tenantId, 'opportunities');
  const rows = page.limit + (page.offset ?? 0);
  return matches * matches > rows * all ? 'walked' : 'gathered';
}

async function pageIds(
  db: Reader,
  who: Caller,
  filter: OpportunityFilter,
  page: OpportunityPage,
  way: 'gathered' | 'walked',
): Promise<bigint[]> {
  const columns = COLUMNS[page.sort].map((column) => `opportunities.${column}` as const);
  const matches = matchingRows(db, who, filter, way);
  if (way === 'walked') return await takePage(matches.select('opportunities.id'));
  // Gathered whole before it is sorted, so that no engine walks the sort's index instead.
  return await takePage(
    db.sql
      .with(
        (cte) => cte('matches').materialized(),
        () => matches.select(columns),
      )
      .selectFrom('matches as opportunities')
      .select('opportunities.id'),
  );

  async function takePage(query: SelectQueryBuilder<Database, 'opportunities', { id: bigint }>): Promise<bigint[]> {
    let paged = page.after === undefined ? query : query.where(beyond(columns, page.after, page.order));
    for (const column of columns) paged = paged.orderBy(column, page.order);
    if (page.offset !== undefined && page.offset > 0) paged = paged.offset(page.offset);
    return (await paged.limit(page.limit).execute()).map((row) => row.id);
  }
}
