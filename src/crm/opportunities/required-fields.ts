import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import { isBlank } from '#crm/text-rules.ts';
import type { Opportunity, OpportunityPatch } from './opportunity.ts';

/** System fields that a tenant may demand, by the keys of its settings; the customer is always given. */
const fields = [
  { key: 'opty_name', field: 'name', held: (one: Opportunity) => one.name },
  { key: 'opty_type', field: 'type', held: (one: Opportunity) => one.typeId },
  { key: 'opty_source', field: 'source', held: (one: Opportunity) => one.sourceId },
  { key: 'opty_stage', field: 'stage', held: (one: Opportunity) => one.stageId },
] as const;

/**
 * The tenant's settings, which bind icsoc and the console: a demanded field is given on create (`present` is null) and isn't
 * emptied later. Raises `missing`.
 */
export function requireOpportunityFields(who: Caller, patch: OpportunityPatch, present: Opportunity | null): void {
  for (const { key, field, held } of fields) {
    if (who.directory.requiredFields.get(`opportunity.${key}`) !== true) continue;
    const value = patch[field];
    const isEmptied = isBlank(value) && (present === null || (value !== undefined && !isBlank(held(present))));
    if (isEmptied) throw new CrmError('missing', { field });
  }
}
