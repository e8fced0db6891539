import { requirePermission } from '#crm/access/scope.ts';
import { recordChanges, type FieldChange } from '#crm/changes/record-changes.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { authorship } from '#crm/customers/state.ts';
import { datedAfter } from '#crm/dated-after.ts';
import { optionName, resolveOption } from '#crm/options/resolve-option.ts';
import { requireVersion } from '#crm/require-version.ts';
import { fold } from '#crm/search/fold.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { zonedText } from '#crm/zoned-time.ts';
import { checkNextContact, contentColumns } from './content.ts';
import type { FollowUp, FollowUpPatch } from './follow-up.ts';
import { lockFollowUp } from './lock-follow-up.ts';
import { followUpTokens } from './search-tokens.ts';

/**
 * Changes what the patch says; nothing is written where every value stays. The last contact stays what it was.
 * Raises `not_found`, `stale` (with `version`), `unknown_option`, and what the content's rules raise.
 */
export async function updateFollowUp(
  db: Writer,
  caller: Caller,
  id: bigint,
  patch: FollowUpPatch,
  options: { readonly version?: number | undefined } = {},
): Promise<FollowUp> {
  requirePermission(caller, 'customer.edit');
  const { followUp: before } = await lockFollowUp(db, caller, id);
  const who = datedAfter(caller, before.updatedAt);
  requireVersion('follow_up', before.version, options.version);
  // What stands is kept as it is, whatever became of the rules.
  const isRewritten = patch.content !== undefined && patch.content !== before.content;
  const text = isRewritten ? contentColumns(patch.content) : null;
  const after: FollowUp = {
    ...before,
    ...(text !== null && { content: text.content, contentText: text.content_text }),
    typeId:
      patch.typeId === undefined
        ? before.typeId
        : resolveOption(
            who.directory,
            'follow_up_type',
            { id: patch.typeId },
            { field: 'type', present: before.typeId },
          ).id,
    nextContactAt: patch.nextContactAt === undefined ? before.nextContactAt : checkNextContact(patch.nextContactAt),
  };
  const changes = describeChanges(who, before, after);
  if (changes.length === 0) return before;

  const author = authorship(who);
  await db.sql
    .updateTable('follow_ups')
    .set({
      ...text,
      type_id: after.typeId,
      next_contact_at: after.nextContactAt,
      version: before.version + 1,
      updated_at: who.now,
      updated_by_agent_id: author.agentId,
      updated_department_id: author.departmentId,
    })
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .execute();
  if (text !== null || after.typeId !== before.typeId) {
    const tokens = followUpTokens({
      content_key: fold(after.contentText),
      type_id: after.typeId,
      created_by_agent_id: before.createdByAgentId,
      created_at: before.createdAt,
    });
    await db.search.index('follow_ups', who.tenantId, id, tokens);
  }
  await recordChanges(db, who, 'follow_up', id, changes);
  await recordEvent(db, who, {
    kind: 'follow_up.updated',
    record: 'follow_up',
    recordId: id,
    detail: { customerId: String(before.customerId), fields: changes.map((change) => change.field) },
  });
  return {
    ...after,
    version: before.version + 1,
    updatedAt: who.now,
    updatedByAgentId: author.agentId,
    updatedDepartmentId: author.departmentId,
  };
}

function describeChanges(who: Caller, before: FollowUp, after: FollowUp): FieldChange[] {
  const time = (at: number | null): string =>
    at === null ? '' : zonedText(at, who.directory.tenant.timeZone).slice(0, 16);
  const type = (id: bigint): string => optionName(who.directory, 'follow_up_type', id);
  const compared = [
    ['content', '跟进内容', before.content, after.content],
    ['type', '跟进类型', type(before.typeId), type(after.typeId), before.typeId !== after.typeId],
    [
      'next_contact_at',
      '下次联系时间',
      time(before.nextContactAt),
      time(after.nextContactAt),
      before.nextContactAt !== after.nextContactAt,
    ],
  ] as const;
  return compared.flatMap(([field, label, oldText, newText, differs = oldText !== newText]) =>
    differs ? [{ field, label, oldText, newText }] : [],
  );
}
