import { getCustomers } from '#crm/customers/get-customer.ts';
import {
  listOpportunities as list,
  opportunityPosition,
  type OpportunitySort,
} from '#crm/opportunities/list-opportunities.ts';
import type { OpportunityFilter } from '#crm/opportunities/opportunity-filter.ts';
import {
  auditPhoneFilter,
  CLIENT_PARAMETERS,
  NOTHING,
  pageJson,
  readClientFilter,
  resolveClientFilter,
} from '../list.ts';
import type { Operation } from '../operation.ts';
import { PAGE_PARAMETERS, type Query } from '../query.ts';
import { definedOnly } from '../read-patch.ts';
import { writeOpportunities } from '../write-opportunity.ts';

const sorts: Readonly<Record<string, OpportunitySort>> = { create_time: 'created', update_time: 'updated', id: 'id' };

/** Ours, in the manner of the records' list. */
export const listOpportunities: Operation = {
  method: 'GET',
  path: '/opportunity/opportunities',
  parameters: [
    ...PAGE_PARAMETERS,
    ...CLIENT_PARAMETERS,
    'opty_name',
    'opty_type',
    'opty_source',
    'opty_stage',
    'sale_charge_user_id',
    'create_time',
    'create_time_end',
  ],
  async run(call) {
    const { who, secrets } = call;
    const asked = call.query('opportunities');
    const client = readClientFilter(asked);
    const filter = readFilter(asked);
    const sort = asked.sort(sorts);
    const order = asked.order();
    const page = { sort, order, ...asked.page(secrets) };
    await auditPhoneFilter(call, client);
    return await call.read(async (db) => {
      const ofClient = await resolveClientFilter(db, who, client);
      if (ofClient === null) return NOTHING;
      const { opportunities, total } = await list(db, who, { ...filter, ...ofClient }, page);
      const customers = await getCustomers(db, who, [...new Set(opportunities.map((one) => one.customerId))]);
      const texts = await writeOpportunities(db, who, opportunities, customers);
      const last = opportunities.at(-1);
      const cursor = last === undefined ? '' : asked.cursorAfter(secrets, opportunityPosition(last, sort));
      return pageJson(
        cursor,
        total,
        opportunities.map((one) => texts.get(one.id)!),
      );
    });
  },
};

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
