import type { DictionaryName } from '#crm/access/directory.ts';
import type { CustomerFilter } from '#crm/customers/customer.ts';
import type { Caller } from '#crm/store.ts';
import { shapeError } from './errors.ts';
import { type Params, idNamedBy, withPlus } from './params.ts';

const MOST_PLACES = 5;
/** The seed's example parts the places by U+FF5C; people type the others. */
const BARS = /[｜|∣│]/;
const ANY: ReadonlySet<string> = new Set(['', '全部', 'null']);

/**
 * `filters` and `query` of a list or an export. Null = a name in it that nobody knows, so that nothing is found. Raises
 * SHAPE for a wrong type and for more than five places.
 */
export function readFilter(who: Caller, params: Params): CustomerFilter | null {
  const places = (params.shortText('filters') ?? '').split(BARS).map((place) => place.trim());
  if (places.length > MOST_PLACES) throw shapeError('filters');
  const [task = '', ownership = '', type = '', dealFlag = '', source = ''] = places;
  const text = withPlus(params.shortText('query') ?? '').trim();
  const parts = [
    choice(who, 'task', 'taskId', task),
    ownerFilter(who, ownership),
    choice(who, 'customer_type', 'typeId', type),
    choice(who, 'deal_flag', 'dealFlagId', dealFlag),
    choice(who, 'customer_source', 'sourceId', source),
    text === '' ? {} : { text },
  ];
  if (parts.includes(null)) return null;
  return Object.assign({}, ...parts) as CustomerFilter;
}

/** An entry by name, a task's id or code, disabled ones too: customers may still have them. */
function choice(
  who: Caller,
  dictionary: DictionaryName,
  key: 'taskId' | 'typeId' | 'dealFlagId' | 'sourceId',
  text: string,
): CustomerFilter | null {
  if (ANY.has(text)) return {};
  const entries = who.directory.options.get(dictionary);
  // As filter_customers tells it; the other entries it tells by their codes.
  const task = dictionary === 'task' ? entries?.byId.get(idNamedBy(text)) : undefined;
  const option = entries?.byName.get(text) ?? task ?? entries?.byCode.get(text);
  return option === undefined ? null : { [key]: option.id };
}

function ownerFilter(who: Caller, text: string): CustomerFilter | null {
  if (ANY.has(text)) return {};
  switch (text) {
    case '全部客户':
      return {};
    case '我的客户':
      return { ownerAgentId: who.agentId };
    case '部门客户':
      return { ownerDepartmentIds: [...(who.directory.agents.get(who.agentId)?.departmentIds ?? [])] };
    case '公共客户':
      return { inPool: true };
    default: {
      const agent = who.directory.agentsByLogin.get(text.toLowerCase());
      return agent === undefined ? null : { ownerAgentId: agent.id };
    }
  }
}
