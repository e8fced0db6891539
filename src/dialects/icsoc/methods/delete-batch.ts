import { deleteCustomers } from '#crm/customers/delete-customer.ts';
import { deleteFollowUps } from '#crm/follow-ups/delete-follow-ups.ts';
import { deleteOpportunities as removeOpportunities } from '#crm/opportunities/delete-opportunities.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { readIds } from '../ids.ts';
import type { Operation } from '../operation.ts';

/** 删除跟进记录接口, and ours of clients and opportunities: a batch; ids that aren't there are passed over. */
export const deleteRecords = batch('/followupRecord', deleteFollowUps);
export const deleteClients = batch('/client', deleteCustomers);
export const deleteOpportunities = batch('/opportunity', removeOpportunities);

function batch(path: string, remove: (db: Writer, who: Caller, ids: readonly bigint[]) => Promise<void>): Operation {
  return {
    method: 'DELETE',
    path,
    parameters: [],
    async run(call) {
      const ids = readIds(call);
      await call.write((db) => remove(db, call.who, ids));
      return '[]';
    },
  };
}
