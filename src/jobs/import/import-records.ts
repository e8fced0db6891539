import type { ImportRecordName, RecordImport } from './record-import.ts';
import { callsImport } from './records/calls.ts';
import { companiesImport } from './records/companies.ts';
import { customersImport } from './records/customers.ts';
import { followUpsImport } from './records/follow-ups.ts';
import { messagesImport } from './records/messages.ts';
import { opportunitiesImport } from './records/opportunities.ts';
import { ticketsImport } from './records/tickets.ts';

/** How each kind of record is imported. */
export const recordImports: Readonly<Record<ImportRecordName, RecordImport>> = {
  customers: customersImport,
  companies: companiesImport,
  opportunities: opportunitiesImport,
  'follow-ups': followUpsImport,
  tickets: ticketsImport,
  calls: callsImport,
  messages: messagesImport,
};
