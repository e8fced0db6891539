import { changePosition, countChanges, listChanges } from '#crm/changes/list-changes.ts';
import type { Caller } from '#crm/store.ts';
import type { Change as CrmChange } from '#crm/changes/change.ts';
import { type PageOf, readPage, toPage } from './page.ts';
import type { Call } from './route.ts';
import type { Change } from './schemas/change.ts';
import type { PageQuery } from './schemas/common.ts';
import { showAgent } from './show/refs.ts';
import { showTime } from './time.ts';

/** A page of the changes of a record that the caller was found to reach. */
export async function answerChanges(
  call: Call<PageQuery>,
  record: Parameters<typeof listChanges>[2],
  recordId: bigint,
): Promise<PageOf<Change>> {
  const page = readPage(call);
  const { who } = call;
  return await call.read(async (db) => {
    const rows = await listChanges(db, who, record, recordId, {
      limit: page.fetch,
      ...(page.after === undefined ? {} : { after: page.after }),
    });
    const total = page.wantsTotal ? await countChanges(db, who, record, recordId) : null;
    return await toPage(call, page, { rows, total }, changePosition, (some) => some.map((one) => showChange(who, one)));
  });
}

export function showChange(who: Caller, change: CrmChange): Change {
  return {
    id: String(change.id),
    field: change.field,
    label: change.label,
    oldText: change.oldText,
    newText: change.newText,
    agent: showAgent(who, change.agentId),
    via: change.via,
    at: showTime(change.changedAt),
  };
}
