import { columnOf, type AssetTable, type TableRef } from '#crm/assets/asset-table.ts';
import type { Caller } from '#crm/store.ts';
import { parseId } from '../../body.ts';
import { badRequest } from '../../errors.ts';
import { QueryParameters } from '../../query-parameters.ts';
import { placeholderNames } from '../parse-filter.ts';

const CONFIGURED = ['tableId', 'tableName', 'cPara', 'filter', 'display'] as const;

/** All that the address may say; others are passed over and counted, or refused under HUILIU_STRICT. */
export const knownParameters: ReadonlySet<string> = new Set([
  ...CONFIGURED,
  ...placeholderNames,
  'field',
  'lang',
  'token',
]);

/** The parameters of the page: those of its address, and where they are absent those stored with the company field. */
export class PageParameters {
  readonly #sent: QueryParameters;
  readonly #stored: URLSearchParams;
  /** The key of the company field that it opens for; '' = none. */
  readonly field: string;

  /** Raises 400 for a field that companies don't have. */
  constructor(who: Caller, sent: QueryParameters) {
    this.#sent = sent;
    this.field = sent.text('field') ?? '';
    this.#stored = new URLSearchParams(this.field === '' ? '' : configurationOf(who, this.field));
  }

  get(name: (typeof CONFIGURED)[number]): string | undefined {
    // `filter` without a value asks for no filter (the document, 配置参数), also where one is stored.
    if (name === 'filter' && this.#sent.names.includes(name)) return this.#sent.text(name);
    return this.#sent.text(name) ?? (this.#stored.get(name) || undefined);
  }

  /** The table that is meant, and the parameter that names it: of two the name wins; null without either. */
  get table(): { readonly ref: TableRef; readonly parameter: string; readonly value: string } | null {
    // A table that the address names in one way isn't contradicted by what is stored in the other.
    const sent = [this.#sent.text('tableName'), this.#sent.text('tableId')];
    const [name, id] = sent.some((one) => one !== undefined) ? sent : [this.get('tableName'), this.get('tableId')];
    if (name !== undefined) return { ref: { key: name.trim() }, parameter: 'tableName', value: name };
    return id === undefined ? null : { ref: { id: parseId(id) ?? 0n }, parameter: 'tableId', value: id };
  }
}

function configurationOf(who: Caller, key: string): string {
  const field = who.directory.fields.get('company')?.byKey.get(key);
  if (field === undefined || !field.enabled) throw badRequest('field', `no company field ${JSON.stringify(key)}`);
  // The whole address may be stored, as the vendor's console has it.
  const stored = field.settings.extension ?? '';
  return stored.slice(stored.indexOf('?') + 1);
}

export interface Mapping {
  /** Source column (`_id` = the row's id) and company field. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Sources that the table lacks. */
  readonly missing: readonly string[];
}

/** cPara `asset_field_1:company_price,_id:company_x`. Raises 400 that names a pair that is none and an unknown target. */
export function parseMapping(who: Caller, table: AssetTable, text: string | undefined): Mapping {
  const pairs: [string, string][] = [];
  const missing: string[] = [];
  const targets = new Set<string>();
  for (const part of (text ?? '').split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [source, target, ...more] = part.split(':').map((one) => one.trim());
    if (!source || !target || more.length > 0) throw badRequest('cPara', `${JSON.stringify(part)} is not column:field`);
    const field = who.directory.fields.get('company')?.byKey.get(target);
    if (field === undefined || !field.enabled) throw badRequest('cPara', `no company field ${JSON.stringify(target)}`);
    if (targets.has(target)) throw badRequest('cPara', `${JSON.stringify(target)} is filled twice`);
    targets.add(target);
    if (source === '_id' || columnOf(table, source) !== undefined) pairs.push([source, target]);
    else missing.push(source);
  }
  if (targets.size === 0) throw badRequest('cPara', 'must be given');
  return { pairs, missing };
}
