import type { Directory } from '#crm/access/directory.ts';
import type { Call } from '#crm/activities/call.ts';
import type { Message } from '#crm/activities/message.ts';
import type { Ticket } from '#crm/activities/ticket.ts';
import { walkCalls, walkMessages, walkTickets } from '#crm/activities/walk-activities.ts';
import { agentCell, idCell, optionCell, textCell, timeCell } from '../cells.ts';
import type { ExportCell, RecordExport } from '../record-export.ts';

type Columns<T> = Readonly<Record<string, (record: T, directory: Directory) => ExportCell>>;

const ticketColumns: Columns<Ticket> = {
  id: ({ id }) => idCell(id),
  customerId: ({ customerId }) => idCell(customerId),
  serial: ({ serial }) => serial,
  title: ({ title }) => title,
  content: ({ content }) => textCell(content),
  handlerLoginNo: ({ handlerAgentId }, directory) => agentCell(directory, handlerAgentId),
  state: ({ stateId }, directory) => optionCell(directory, 'ticket_state', stateId),
  urgency: ({ urgencyId }, directory) => optionCell(directory, 'ticket_urgency', urgencyId),
  createdAt: ({ createdAt }) => timeCell(createdAt),
  updatedAt: ({ updatedAt }) => timeCell(updatedAt),
};

const callColumns: Columns<Call> = {
  id: ({ id }) => idCell(id),
  serial: ({ serial }) => serial,
  customerId: ({ customerId }) => idCell(customerId),
  phone: ({ phone }) => textCell(phone),
  direction: ({ direction }) => direction,
  agentLoginNo: ({ agentId }, directory) => agentCell(directory, agentId),
  state: ({ state }) => state,
  result: ({ result }) => textCell(result),
  duration: ({ durationS }) => durationS,
  recordingUrl: ({ recordingUrl }) => recordingUrl,
  startedAt: ({ startedAt }) => timeCell(startedAt),
};

const messageColumns: Columns<Message> = {
  id: ({ id }) => idCell(id),
  serial: ({ serial }) => serial,
  customerId: ({ customerId }) => idCell(customerId),
  phone: ({ phone }) => textCell(phone),
  agentLoginNo: ({ agentId }, directory) => agentCell(directory, agentId),
  direction: ({ direction }) => direction,
  content: ({ content }) => content,
  state: ({ state }) => state,
  sentAt: ({ sentAt }) => timeCell(sentAt),
};

export const ticketsExport = exportOf(ticketColumns, walkTickets);
export const callsExport = exportOf(callColumns, walkCalls);
export const messagesExport = exportOf(messageColumns, walkMessages);

function exportOf<T extends { readonly id: bigint }>(
  columns: Columns<T>,
  walk: (...args: Parameters<typeof walkTickets>) => Promise<T[]>,
): RecordExport {
  return {
    columns: () => Object.keys(columns),
    async page(db, who, _filter, after, limit) {
      const records = await walk(db, who, { after, limit });
      return records.map((record) => ({
        id: record.id,
        cells: Object.values(columns).map((show) => show(record, who.directory)),
      }));
    },
    count: () => Promise.resolve(null),
  };
}
