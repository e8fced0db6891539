import type { ExportFilters, RecordExport } from './record-export.ts';
import { callsExport, messagesExport, ticketsExport } from './records/activities.ts';
import { companiesExport } from './records/companies.ts';
import { customersExport } from './records/customers.ts';
import { followUpsExport } from './records/follow-ups.ts';
import { opportunitiesExport } from './records/opportunities.ts';

/** How each kind of record is exported. */
export const recordExports: { readonly [R in keyof ExportFilters]: RecordExport<ExportFilters[R]> } = {
  customers: customersExport,
  companies: companiesExport,
  opportunities: opportunitiesExport,
  'follow-ups': followUpsExport,
  tickets: ticketsExport,
  calls: callsExport,
  messages: messagesExport,
};
