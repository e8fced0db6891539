import { CrmError } from '#crm/errors.ts';
import { bulkCreateFollowUps } from '#crm/follow-ups/bulk-create-follow-ups.ts';
import type { KeptFollowUp, NewFollowUp } from '#crm/follow-ups/follow-up.ts';
import { updateFollowUp } from '#crm/follow-ups/update-follow-up.ts';
import { takenIds } from '#crm/free-ids.ts';
import { resolveOption } from '#crm/options/resolve-option.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { idTarget, keptTargets, readKept, readRowId } from '../kept-cells.ts';
import { present } from '../present.ts';
import {
  faultOf,
  refused,
  undoingAll,
  writeEach,
  type ImportOptions,
  type RecordImport,
  type RowOutcome,
} from '../record-import.ts';
import type { RowReader } from '../row-reader.ts';
import { customerIdTarget, requiredId, requiredText } from './required-cells.ts';

interface FollowUpRow {
  readonly id: bigint | undefined;
  readonly input: NewFollowUp;
  readonly kept: KeptFollowUp;
}

export const followUpsImport: RecordImport<FollowUpRow> = {
  name: 'follow-ups',
  rowsAWrite: 200,
  targets: () => [
    idTarget,
    customerIdTarget,
    { key: 'opportunityId', label: '商机ID', required: false, aliases: ['opty_id'] },
    { key: 'type', label: '跟进类型', required: true, aliases: ['record_type'] },
    { key: 'content', label: '跟进内容', required: true, aliases: ['record_content', 'FollowUpContent'] },
    { key: 'nextContactAt', label: '下次联系时间', required: false },
    keptTargets.createdAt,
    keptTargets.createdBy,
    keptTargets.updatedAt,
  ],

  read(cells, options) {
    const input = {
      customerId: requiredId(cells, 'customerId'),
      typeId: typeId(cells),
      content: requiredText(cells, 'content'),
      ...present({ opportunityId: cells.id('opportunityId'), nextContactAt: cells.time('nextContactAt') }),
    };
    const kept = readKept(cells, options);
    const id = readRowId(cells, kept, options);
    return { id, input, kept };
  },

  uniqueKeys: ({ kept }) => (kept.id === undefined ? [] : [`id ${kept.id}`]),

  async write(db, who, rows, options) {
    if (options.onDuplicate === 'error') return await create(db, who, rows);
    const ids = rows.map(({ id }) => id).filter((id) => id !== undefined);
    const taken = await takenIds(db, 'follow_ups', who.tenantId, ids);
    const isPresent = ({ id }: FollowUpRow) => id !== undefined && taken.has(id);
    const made = await create(
      db,
      who,
      rows.filter((row) => !isPresent(row)),
    );
    const met = await meet(db, who, rows.filter(isPresent), options);
    return rows.map((row) => (isPresent(row) ? met.shift()! : made.shift()!));
  },
};

/** By name, code or id, as in the dictionary. */
function typeId(cells: RowReader): bigint {
  const text = requiredText(cells, 'type');
  if (text === '') return 0n;
  try {
    return resolveOption(cells.directory, 'follow_up_type', { nameOrCode: text }, { field: 'type' }).id;
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    cells.faults.push(faultOf(error));
    return 0n;
  }
}

async function create(db: Writer, who: Caller, rows: readonly FollowUpRow[]): Promise<RowOutcome[]> {
  if (rows.length === 0) return [];
  const outcomes = await bulkCreateFollowUps(db, who, rows);
  return outcomes.map((outcome) => ('error' in outcome ? refused(outcome.error) : { kind: 'new', id: outcome.id }));
}

async function meet(
  db: Writer,
  who: Caller,
  rows: readonly FollowUpRow[],
  options: ImportOptions,
): Promise<RowOutcome[]> {
  return await writeEach(rows, async ({ id, input }) => {
    if (options.onDuplicate === 'skip') return { kind: 'duplicate', id: id! };
    const { typeId, content, nextContactAt } = input;
    const patch = { typeId, content, ...present({ nextContactAt }) };
    await undoingAll(() => updateFollowUp(db, who, id!, patch));
    return { kind: 'updated', id: id! };
  });
}
