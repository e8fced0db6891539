import type { RecordPage } from '#crm/customer-records/listed-record.ts';
import { recordLists } from '#crm/customer-records/record-lists.ts';
import type { Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { type Opportunity, SHOWN, type ShownOpportunity, toOpportunity } from './opportunity.ts';
import { askOpportunities, type OpportunityFilter } from './opportunity-filter.ts';

export type OpportunitySort = keyof typeof SORTS;
export type OpportunityPage = RecordPage<OpportunitySort>;

const SORTS = {
  created: ['created_at', 'id'],
  updated: ['updated_at', 'id'],
  id: ['id'],
} as const;

const lists = recordLists<ShownOpportunity, OpportunitySort>({
  table: 'opportunities',
  text: 'name_key',
  shown: SHOWN,
  counter: 'opportunity_count',
  sorts: SORTS,
  keepsOwner: false,
  customerSorts: [],
});

/** A page of the opportunities that the caller sees through a filter, and how many there are in all, exactly. */
export async function listOpportunities(
  db: Reader,
  who: Caller,
  filter: OpportunityFilter,
  page: OpportunityPage,
): Promise<{ opportunities: Opportunity[]; total: number }> {
  const { rows, total } = await lists.list(db, await askOpportunities(db, who, filter), page);
  return { opportunities: rows.map((row) => toOpportunity(who, row)), total };
}

/** How many opportunities the caller sees through a filter, exactly. */
export async function countOpportunities(db: Reader, who: Caller, filter: OpportunityFilter): Promise<number> {
  return await lists.count(db, await askOpportunities(db, who, filter));
}

export function opportunityPosition(opportunity: Opportunity, sort: OpportunitySort): Position {
  const values = {
    created_at: BigInt(opportunity.createdAt),
    updated_at: BigInt(opportunity.updatedAt),
    id: opportunity.id,
  };
  return SORTS[sort].map((column) => values[column]);
}
