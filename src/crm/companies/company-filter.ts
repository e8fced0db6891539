import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import type { Field, FieldOption } from '#crm/access/directory.ts';
import { contains } from '#crm/search/contains.ts';
import { fold } from '#crm/search/fold.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import type { CustomValues } from '#crm/fields/value.ts';
import { fieldKey, fieldTokens, isChoice, nameTokens, optionToken, type Life } from './search-tokens.ts';

/** Which companies a list or a search asks for; every condition must hold. */
export interface CompanyFilter {
  readonly withDeleted?: boolean;
  readonly conditions: readonly CompanyCondition[];
}

export type CompanyCondition =
  /** The name contains the text: any case, full Unicode. */
  | { readonly kind: 'name'; readonly text: string }
  /** The service account is exactly this one. */
  | { readonly kind: 'account'; readonly account: string }
  /** A custom field contains the text; choices are found by their labels (any level of a cascade) and ids. */
  | { readonly kind: 'field'; readonly field: Field; readonly text: string }
  /** UTC ms; `before` is exclusive. */
  | { readonly kind: 'created' | 'updated'; readonly from?: number; readonly before?: number };

type FieldCondition = Extract<CompanyCondition, { kind: 'field' }>;
type Where = Expression<SqlBool>;

/**
 * What rows of `companies` must satisfy, but for the gram index (see indexed) and what only code can tell (see recheck).
 * `namesDecided`: the index told already whether names match, so they needn't be compared.
 */
export function rowConditions(who: Caller, filter: CompanyFilter, namesDecided: boolean): Where[] {
  const eb = expressionBuilder<Database, 'companies'>();
  const all: Where[] = [eb('companies.tenant_id', '=', who.tenantId)];
  if (!filter.withDeleted) all.push(eb('companies.deleted_at', 'is', null));
  for (const condition of filter.conditions) {
    if (condition.kind === 'account') all.push(eb('companies.service_account', '=', condition.account));
    if (condition.kind === 'name' && !namesDecided)
      all.push(contains<'companies'>('companies.name_key', fold(condition.text)));
    if (condition.kind === 'created' || condition.kind === 'updated') {
      const column = `companies.${condition.kind}_at` as const;
      if (condition.from !== undefined) all.push(eb(column, '>=', condition.from));
      if (condition.before !== undefined) all.push(eb(column, '<', condition.before));
    }
  }
  return all;
}

/** Tokens that a matching company must carry, and whether they alone decide every text condition; null when there are none. */
export function filterTokens(filter: CompanyFilter, life: Life): { tokens: string[]; exact: boolean } | null {
  const parts = filter.conditions.flatMap((condition) => {
    if (condition.kind === 'name') return [nameTokens(fold(condition.text), life)];
    if (condition.kind === 'field' && !isChoice(condition.field)) {
      return [fieldTokens(condition.field, fold(condition.text), life)];
    }
    return [];
  });
  if (parts.length === 0) return null;
  return { tokens: [...new Set(parts.flatMap((part) => part.tokens))], exact: parts.every((part) => part.exact) };
}

/** The condition, through the gram index, that rows carry the filter's tokens. */
export function indexed(db: Reader, who: Caller, filter: CompanyFilter): Where {
  return eachLife(filter, (life) => {
    const { tokens } = filterTokens(filter, life)!;
    return db.search.matches('companies', who.tenantId, tokens);
  });
}

/** Conditions on choice fields: the options whose label or id contains the text, by their tokens. */
export function choiceConditions(db: Reader, who: Caller, filter: CompanyFilter): Where[] {
  return filter.conditions
    .filter((condition): condition is FieldCondition => condition.kind === 'field' && isChoice(condition.field))
    .map((condition) => choiceCondition(db, who, filter, condition));
}

function choiceCondition(db: Reader, who: Caller, filter: CompanyFilter, { field, text }: FieldCondition): Where {
  const eb = expressionBuilder<Database, 'companies'>();
  const carries = (option: string) =>
    eachLife(filter, (life) => db.search.matches('companies', who.tenantId, [optionToken(field, option, life)]));
  const folded = fold(text);
  if (field.settings.yesNo === true) {
    const [yes, no] = ['是'.includes(folded), '否'.includes(folded)];
    if (yes === no) return truth(yes);
    return yes ? carries('yes') : eb.not(carries('yes'));
  }
  return anyOf(field.options.filter((option) => isFound(option, folded)).map((option) => carries(String(option.id))));
}

function isFound(option: FieldOption, folded: string): boolean {
  return String(option.id).includes(folded) || fold(option.label).includes(folded);
}

/** Or, as a balanced tree: engines limit how deep an expression may be. */
function anyOf(conditions: readonly Where[]): Where {
  const eb = expressionBuilder<Database, 'companies'>();
  if (conditions.length === 0) return truth(false);
  if (conditions.length === 1) return conditions[0]!;
  const middle = conditions.length >> 1;
  return eb.parens(eb.or([anyOf(conditions.slice(0, middle)), anyOf(conditions.slice(middle))]));
}

function eachLife(filter: CompanyFilter, condition: (life: Life) => Where): Where {
  return anyOf(filter.withDeleted ? [condition('living'), condition('deleted')] : [condition('living')]);
}

function truth(value: boolean): Where {
  const eb = expressionBuilder<Database, 'companies'>();
  return eb(eb.val(1), '=', eb.val(value ? 1 : 0));
}

/**
 * What only code can tell of a row that the index found: whether a field's text contains more than the three characters
 * that a gram holds. Null when the index and the columns decide.
 */
export function recheck(who: Caller, filter: CompanyFilter): ((custom: CustomValues) => boolean) | null {
  const open = filter.conditions.filter(
    (condition): condition is FieldCondition =>
      condition.kind === 'field' &&
      !isChoice(condition.field) &&
      !fieldTokens(condition.field, fold(condition.text), 'living').exact,
  );
  if (open.length === 0) return null;
  return (custom) =>
    open.every(({ field, text }) => {
      const value = custom.get(field.id);
      return value !== undefined && fieldKey(who.directory, field, value).includes(fold(text));
    });
}
