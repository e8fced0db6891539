import { takenIds } from '#crm/free-ids.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import type { OpportunityPatch } from '#crm/opportunities/opportunity.ts';
import { updateOpportunity } from '#crm/opportunities/update-opportunity.ts';
import { customTargets, readCustom } from '../custom-cells.ts';
import { idTarget, keptTargets, readKept, readRowId, type KeptCells } from '../kept-cells.ts';
import { present } from '../present.ts';
import { undoingAll, writeEach, type RecordImport } from '../record-import.ts';
import { ownerTargets, readAssignment } from './assignment-cells.ts';
import { customerIdTarget, requiredId, requiredText } from './required-cells.ts';

interface OpportunityRow {
  readonly id: bigint | undefined;
  readonly customerId: bigint;
  readonly patch: OpportunityPatch;
  readonly kept: KeptCells;
}

export const opportunitiesImport: RecordImport<OpportunityRow> = {
  name: 'opportunities',
  rowsAWrite: 100,
  targets: (directory) => [
    idTarget,
    { key: 'name', label: '商机名称', required: true, aliases: ['opty_name'] },
    customerIdTarget,
    { key: 'type', label: '商机类型', required: false },
    { key: 'source', label: '商机来源', required: false },
    { key: 'stage', label: '销售阶段', required: false },
    { key: 'loseReason', label: '输单原因', required: false },
    { key: 'loseRemark', label: '输单备注', required: false },
    ...ownerTargets,
    keptTargets.createdAt,
    keptTargets.createdBy,
    keptTargets.updatedAt,
    ...customTargets(directory.fields.get('opportunity')?.all ?? []),
  ],

  read(cells, options) {
    const patch = present({
      name: requiredText(cells, 'name'),
      type: cells.option('type'),
      source: cells.option('source'),
      stage: cells.option('stage'),
      loseReason: cells.option('loseReason'),
      loseRemark: cells.text('loseRemark'),
      owner: readAssignment(cells, 'ownerLoginNo', 'departmentId'),
      custom: readCustom(cells, 'opportunity'),
    });
    const kept = readKept(cells, options);
    const id = readRowId(cells, kept, options);
    return { id, customerId: requiredId(cells, 'customerId'), patch, kept };
  },

  uniqueKeys: ({ kept }) => (kept.id === undefined ? [] : [`id ${kept.id}`]),

  async write(db, who, rows, options) {
    const ids = rows.map(({ id }) => id).filter((id) => id !== undefined);
    const taken = new Set(await takenIds(db, 'opportunities', who.tenantId, ids));
    return await writeEach(rows, async ({ id: given, customerId, patch, kept }) => {
      if (given !== undefined && taken.has(given) && options.onDuplicate !== 'error') {
        if (options.onDuplicate === 'skip') return { kind: 'duplicate', id: given };
        await undoingAll(() => updateOpportunity(db, who, given, patch));
        return { kind: 'updated', id: given };
      }
      const { id } = await createOpportunity(db, who, customerId, patch, kept);
      taken.add(id);
      return { kind: 'new', id };
    });
  },
};
