import { getCustomers } from '#crm/customers/get-customer.ts';
import {
  listOpportunities as list,
  opportunityPosition,
  type OpportunitySort,
} from '#crm/opportunities/list-opportunities.ts';
import type { OpportunityFilter } from '#crm/opportunities/opportunity-filter.ts';
import { listOperation } from '../list.ts';
import type { Query } from '../query.ts';
import { definedOnly } from '../read-patch.ts';
import { writeOpportunities } from '../write-opportunity.ts';

/** Ours. */
export const listOpportunities = listOperation<OpportunitySort>({
  name: 'opportunities',
  path: '/opportunity/opportunities',
  filters: [
    'opty_name',
    'opty_type',
    'opty_source',
    'opty_stage',
    'sale_charge_user_id',
    'create_time',
    'create_time_end',
  ],
  sorts: { create_time: 'created', update_time: 'updated', id: 'id' },
  prepare(query) {
    const filter = readFilter(query);
    return async (db, who, ofClient, page) => {
      const { opportunities, total } = await list(db, who, { ...filter, ...ofClient }, page);
      const customers = await getCustomers(db, who, [...new Set(opportunities.map((one) => one.customerId))]);
      const texts = await writeOpportunities(db, who, opportunities, customers);
      const last = opportunities.at(-1);
      return {
        rows: opportunities.map((one) => texts.get(one.id)!),
        total,
        last: last === undefined ? undefined : opportunityPosition(last, page.sort),
      };
    };
  },
});

function readFilter(query: Query): OpportunityFilter {
  return definedOnly<OpportunityFilter>({
    nameContains: query.text('opty_name'),
    typeId: query.id('opty_type'),
    sourceId: query.id('opty_source'),
    stageId: query.id('opty_stage'),
    ownerAgentId: query.id('sale_charge_user_id'),
    createdFrom: query.time('create_time')?.first,
    createdTo: query.time('create_time_end')?.last,
  });
}
