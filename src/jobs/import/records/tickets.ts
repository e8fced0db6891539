import { createTicket } from '#crm/activities/create-ticket.ts';
import type { KeptTicket, TicketInput } from '#crm/activities/ticket.ts';
import { idTarget, keptTargets, readKept } from '../kept-cells.ts';
import { present } from '../present.ts';
import type { RecordImport } from '../record-import.ts';
import { customerIdTarget, requiredId, requiredText } from './required-cells.ts';
import { uniqueKeysOf, type SerialRow } from './serials.ts';
import { writeSerials } from './write-serials.ts';

interface TicketRow extends SerialRow {
  readonly input: TicketInput;
  readonly kept: KeptTicket;
}

export const ticketsImport: RecordImport<TicketRow> = {
  name: 'tickets',
  rowsAWrite: 100,
  targets: () => [
    idTarget,
    customerIdTarget,
    { key: 'serial', label: '工单流水号', required: false },
    { key: 'title', label: '标题', required: true },
    { key: 'content', label: '内容', required: false },
    { key: 'handlerLoginNo', label: '处理人工号', required: false, aliases: ['upLoginNo'] },
    { key: 'state', label: '工单状态', required: false, aliases: ['status_zh_name'] },
    { key: 'urgency', label: '紧急程度', required: false },
    keptTargets.createdAt,
    keptTargets.createdBy,
    keptTargets.updatedAt,
  ],

  read(cells, options) {
    const kept = readKept(cells, options);
    const serial = cells.text('serial');
    const handler = cells.text('handlerLoginNo')?.trim();
    const input = {
      customerId: requiredId(cells, 'customerId'),
      title: requiredText(cells, 'title'),
      ...present({
        serial,
        content: cells.text('content'),
        handler: handler === undefined ? undefined : { loginNo: handler },
        state: cells.option('state'),
        urgency: cells.option('urgency'),
      }),
    };
    return { keptId: kept.id, serial, input, kept };
  },

  uniqueKeys: uniqueKeysOf,
  write: (db, who, rows, options) =>
    writeSerials(db, who, 'tickets', rows, options, ({ input, kept }) => createTicket(db, who, input, kept)),
};
