import type { Directory } from '#crm/access/directory.ts';
import { countOpportunities } from '#crm/opportunities/list-opportunities.ts';
import { listOpportunities } from '#crm/opportunities/list-opportunities.ts';
import type { OpportunityFilter } from '#crm/opportunities/opportunity-filter.ts';
import type { Opportunity } from '#crm/opportunities/opportunity.ts';
import { agentCell, customCells, customColumns, idCell, optionCell, textCell, timeCell } from '../cells.ts';
import type { ExportCell, RecordExport } from '../record-export.ts';

type Show = (opportunity: Opportunity, directory: Directory) => ExportCell;

const columns: Readonly<Record<string, Show>> = {
  id: ({ id }) => idCell(id),
  name: ({ name }) => textCell(name),
  customerId: ({ customerId }) => idCell(customerId),
  type: ({ typeId }, directory) => optionCell(directory, 'opportunity_type', typeId),
  source: ({ sourceId }, directory) => optionCell(directory, 'opportunity_source', sourceId),
  stage: ({ stageId }, directory) => optionCell(directory, 'opportunity_stage', stageId),
  loseReason: ({ loseReasonId }, directory) => optionCell(directory, 'lose_reason', loseReasonId),
  loseRemark: ({ loseRemark }) => textCell(loseRemark),
  ownerLoginNo: ({ ownerAgentId }, directory) => agentCell(directory, ownerAgentId),
  departmentId: ({ ownerDepartmentId }) => idCell(ownerDepartmentId),
  createdAt: ({ createdAt }) => timeCell(createdAt),
  createdBy: ({ createdByAgentId }, directory) => agentCell(directory, createdByAgentId),
  updatedAt: ({ updatedAt }) => timeCell(updatedAt),
};

export const opportunitiesExport: RecordExport<OpportunityFilter> = {
  columns: (directory) => [...Object.keys(columns), ...customColumns(directory, 'opportunity')],

  async page(db, who, filter, after, limit) {
    const { opportunities } = await listOpportunities(db, who, filter, {
      limit,
      sort: 'id',
      order: 'asc',
      ...(after === null ? {} : { after: [after] }),
    });
    return opportunities.map((opportunity) => ({
      id: opportunity.id,
      cells: [
        ...Object.values(columns).map((show) => show(opportunity, who.directory)),
        ...customCells(who.directory, 'opportunity', opportunity.custom),
      ],
    }));
  },

  count: countOpportunities,
};
