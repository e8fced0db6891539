import type { DictionaryName, Directory, Field, FieldOption, FieldRecord } from '#crm/access/directory.ts';
import { keyOfField, YES } from './custom-keys.ts';
import { list, text } from './json.ts';

/** A system field of a form; `dictionary` holds the choices of a select. */
interface SystemField {
  readonly key: string;
  readonly label: string;
  readonly type: 'input' | 'telephone' | 'select' | 'association';
  readonly dictionary?: DictionaryName;
}

const clientFields: readonly SystemField[] = [
  { key: 'cle_name', label: '客户名称', type: 'input' },
  { key: 'cle_phone', label: '客户电话', type: 'telephone' },
  { key: 'cle_source', label: '客户来源', type: 'select', dictionary: 'customer_source' },
  { key: 'cle_type', label: '客户类型', type: 'select', dictionary: 'customer_type' },
  { key: 'cle_grade', label: '客户等级', type: 'select', dictionary: 'customer_grade' },
];

const opportunityFields: readonly SystemField[] = [
  { key: 'opty_name', label: '商机名称', type: 'input' },
  { key: 'cle_id', label: '客户名称', type: 'association' },
  { key: 'opty_type', label: '商机类型', type: 'select', dictionary: 'opportunity_type' },
  { key: 'opty_source', label: '商机来源', type: 'select', dictionary: 'opportunity_source' },
  { key: 'opty_stage', label: '销售阶段', type: 'select', dictionary: 'opportunity_stage' },
];

/** What the opportunity form's client is chosen with. */
const ASSOCIATION =
  '{"association_type":"client.list","display_field_name":"cle_name","url":"api/client/smartSearch",' +
  '"dynamic_value":[],"display_value":{"cle_id":"0","cle_name":""}}';

/** The fields of a "new" form, system ones first, then the custom ones in their order. */
export function formFieldsJson(directory: Directory, record: Extract<FieldRecord, 'customer' | 'opportunity'>): string {
  // As the vendor's pages have them: positions are strings on clients and integers on opportunities.
  const quote = record === 'customer' ? '"' : '';
  const system = record === 'customer' ? clientFields : opportunityFields;
  const custom = directory.fields.get(record)?.all ?? [];
  return list([
    ...system.map((field) =>
      item(
        field.key,
        field.label,
        systemOptions(directory, field, quote),
        field.type,
        directory.requiredFields.get(`${record}.${field.key}`) === true,
      ),
    ),
    ...custom.map((field) =>
      item(keyOfField(field), field.label, customOptions(field, quote), field.kind, field.required),
    ),
  ]);
}

function item(key: string, label: string, options: string, type: string, isRequired: boolean): string {
  return (
    `{"field_name":"${key}","field_label":${text(label)},"options":${options}` +
    `,"field_type":"${type}","is_required":${isRequired ? 1 : 0}}`
  );
}

function systemOptions(directory: Directory, { type, dictionary }: SystemField, quote: string): string {
  if (type === 'association') return ASSOCIATION;
  if (dictionary === undefined) return '[]';
  const enabled = (directory.options.get(dictionary)?.all ?? []).filter((option) => option.enabled);
  return choices(
    enabled.map(({ id, name }) => choice(name, id)),
    '""',
    quote,
  );
}

function customOptions(field: Field, quote: string): string {
  if (field.settings.yesNo === true) return choices([choice('是', BigInt(YES))], '""', quote);
  if (!['select', 'radio', 'checkbox', 'cascade'].includes(field.kind)) return '[]';
  const roots = below(field, null);
  const first = roots.findIndex(({ id }) => String(id) === field.settings.defaultOptionId);
  return choices(
    roots.map((option) => branch(field, option)),
    first === -1 ? '""' : String(first),
    quote,
  );
}

/** A cascade's options carry those below them as `children`. */
function branch(field: Field, option: FieldOption): string {
  const children = below(field, option.id);
  if (children.length === 0) return choice(option.label, option.id);
  return choice(option.label, option.id, `,"children":${list(children.map((child) => branch(field, child)))}`);
}

function below(field: Field, parentId: bigint | null): FieldOption[] {
  return field.options.filter((option) => option.enabled && option.parentId === parentId);
}

function choice(label: string, value: bigint, more = ''): string {
  return `{"text":${text(label)},"value":${value}${more}}`;
}

/** @param first the position of the default, or `""` */
function choices(names: readonly string[], first: string, quote: string): string {
  const positions = names.map((_name, position) => `${quote}${position}${quote}`);
  return (
    `{"customFieldsOptionNames":${list(names)},"customFieldsOptionNamesKeys":${list(positions)}` +
    `,"customFieldsOptionDefault":${first},"customFieldsOptionCount":${names.length}}`
  );
}
