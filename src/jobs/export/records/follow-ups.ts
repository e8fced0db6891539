import type { Directory } from '#crm/access/directory.ts';
import { countFollowUps } from '#crm/follow-ups/list-follow-ups.ts';
import type { FollowUpFilter } from '#crm/follow-ups/follow-up-filter.ts';
import type { FollowUp } from '#crm/follow-ups/follow-up.ts';
import { listFollowUps } from '#crm/follow-ups/list-follow-ups.ts';
import { agentCell, idCell, optionCell, timeCell } from '../cells.ts';
import type { ExportCell, RecordExport } from '../record-export.ts';

type Show = (followUp: FollowUp, directory: Directory) => ExportCell;

const columns: Readonly<Record<string, Show>> = {
  id: ({ id }) => idCell(id),
  customerId: ({ customerId }) => idCell(customerId),
  opportunityId: ({ opportunityId }) => idCell(opportunityId),
  type: ({ typeId }, directory) => optionCell(directory, 'follow_up_type', typeId),
  content: ({ content }) => content,
  nextContactAt: ({ nextContactAt }) => timeCell(nextContactAt),
  createdAt: ({ createdAt }) => timeCell(createdAt),
  createdBy: ({ createdByAgentId }, directory) => agentCell(directory, createdByAgentId),
  updatedAt: ({ updatedAt }) => timeCell(updatedAt),
};

export const followUpsExport: RecordExport<FollowUpFilter> = {
  columns: () => Object.keys(columns),

  async page(db, who, filter, after, limit) {
    const { followUps } = await listFollowUps(db, who, filter, {
      limit,
      sort: 'id',
      order: 'asc',
      ...(after === null ? {} : { after: [after] }),
    });
    return followUps.map((followUp) => ({
      id: followUp.id,
      cells: Object.values(columns).map((show) => show(followUp, who.directory)),
    }));
  },

  count: countFollowUps,
};
