import { createClient } from './methods/create-client.ts';
import { createOpportunity } from './methods/create-opportunity.ts';
import { createRecord } from './methods/create-record.ts';
import { deleteClients, deleteOpportunities, deleteRecords } from './methods/delete-batch.ts';
import { clientFormFields, opportunityFormFields } from './methods/form-fields.ts';
import { getClient } from './methods/get-client.ts';
import { getOpportunity } from './methods/get-opportunity.ts';
import { getRecord } from './methods/get-record.ts';
import { listClients } from './methods/list-clients.ts';
import { listOpportunities } from './methods/list-opportunities.ts';
import { listRecords } from './methods/list-records.ts';
import { recordTypes } from './methods/record-types.ts';
import { updateClient } from './methods/update-client.ts';
import { updateOpportunity } from './methods/update-opportunity.ts';
import { updateRecord } from './methods/update-record.ts';
import type { Operation } from './operation.ts';

export const operations: readonly Operation[] = [
  recordTypes,
  createRecord,
  listRecords,
  getRecord,
  updateRecord,
  deleteRecords,
  clientFormFields,
  createClient,
  listClients,
  getClient,
  updateClient,
  deleteClients,
  opportunityFormFields,
  createOpportunity,
  listOpportunities,
  getOpportunity,
  updateOpportunity,
  deleteOpportunities,
];
