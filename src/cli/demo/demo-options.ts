import type { DictionaryName } from '#crm/access/directory.ts';
import { createOption } from '#crm/options/create-option.ts';
import { updateOption } from '#crm/options/update-option.ts';
import type { Writer } from '#crm/store.ts';

/** Names that the seeds' examples use and a new tenant's dictionaries don't hold, behind the others. */
const extra: readonly (readonly [dictionary: DictionaryName, name: string])[] = [
  ['customer_type', '企业客户'],
  ['customer_type', '普通客户'],
  ['customer_source', '百度广告'],
  ['customer_source', '展览'],
  ['deal_flag', '了解产品'],
];

/** The record types of icsoc's example, odd names and all. */
const renamed: readonly (readonly [dictionary: DictionaryName, id: bigint, name: string])[] = [
  ['follow_up_type', 37n, '123123'],
  ['follow_up_type', 38n, '慢速记录'],
  ['follow_up_type', 39n, '光速记录'],
];

/** Makes the tenant's dictionaries those of the seeds' examples. */
export async function writeDemoOptions(db: Writer, tenantId: bigint): Promise<void> {
  for (const [dictionary, name] of extra) await createOption(db, tenantId, dictionary, { name });
  for (const [dictionary, id, name] of renamed) await updateOption(db, tenantId, dictionary, id, { name });
}
