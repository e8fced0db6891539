import type { Kysely } from 'kysely';
import type { DictionaryName } from '#crm/access/directory.ts';
import { CrmError } from '#crm/errors.ts';
import type { Reader, Writer } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import { readEntries } from './create-option.ts';
import { requireEntry } from './update-option.ts';

type Columns<T extends keyof Database> = readonly [table: T, column: keyof Database[T] & string];
type Use = Columns<'customers'> | Columns<'opportunities'> | Columns<'follow_ups'> | Columns<'tickets'>;

/** Where records hold the entries of a dictionary. */
const uses: Readonly<Record<DictionaryName, readonly Use[]>> = {
  customer_type: [['customers', 'type_id']],
  customer_source: [['customers', 'source_id']],
  customer_grade: [['customers', 'grade_id']],
  deal_flag: [
    ['customers', 'deal_flag_id'],
    ['follow_ups', 'deal_flag_id'],
  ],
  task: [['customers', 'task_id']],
  follow_up_type: [['follow_ups', 'type_id']],
  opportunity_type: [['opportunities', 'type_id']],
  opportunity_source: [['opportunities', 'source_id']],
  opportunity_stage: [['opportunities', 'stage_id']],
  lose_reason: [['opportunities', 'lose_reason_id']],
  pool_reason: [['customers', 'pool_reason_id']],
  ticket_state: [['tickets', 'state_id']],
  ticket_urgency: [['tickets', 'urgency_id']],
};

/**
 * Takes an entry out of its dictionary. Raises `not_found`, and `in_use` while a record holds it, a deleted one too: such an
 * entry can only be disabled. Looks through the records, so it takes as long as a scan of them.
 */
export async function deleteOption(
  db: Writer,
  tenantId: bigint,
  dictionary: DictionaryName,
  id: bigint,
): Promise<void> {
  requireEntry(await readEntries(db, tenantId, dictionary), id);
  for (const use of uses[dictionary]) {
    if (await isUsed(db, tenantId, use, id)) throw new CrmError('in_use', { record: 'option', id: String(id) });
  }
  await db.sql
    .deleteFrom('options')
    .where('tenant_id', '=', tenantId)
    .where('dictionary', '=', dictionary)
    .where('id', '=', id)
    .execute();
  await db.configChanged(tenantId);
}

/** The four tables seen as one shape, so that one statement serves each. */
type AnyRecords = Pick<Kysely<Record<string, Record<string, bigint>>>, 'selectFrom'>;

async function isUsed(db: Reader, tenantId: bigint, [table, column]: Use, id: bigint): Promise<boolean> {
  const row = await (db.sql as unknown as AnyRecords)
    .selectFrom(table)
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where(column, '=', id)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
