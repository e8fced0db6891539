import type { Field, FieldOption } from '#crm/access/directory.ts';
import { showsPhones } from '#crm/access/mask-phone.ts';
import { fold } from '#crm/search/fold.ts';
import type { QueryGrams } from '#crm/search/grams.ts';
import { normalisePhone, phonePart } from '#crm/search/normalise-phone.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { CustomValues } from '#crm/fields/value.ts';
import type { ChoiceTest, Matching } from './matching-rows.ts';
import { fieldKey, fieldTokens, isChoice, nameDoubts, nameTokens, optionToken, type Life } from './search-tokens.ts';

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
  /** A custom field contains the text (or is it, when `whole`); choices are found by their labels (any level of a cascade) and ids. */
  | { readonly kind: 'field'; readonly field: Field; readonly text: string; readonly whole?: boolean }
  /** UTC ms; `before` is exclusive. */
  | { readonly kind: 'created' | 'updated'; readonly from?: number; readonly before?: number };

/**
 * The filter as this caller may ask it: telephone fields by their digits, hidden ones by the whole number only (model.md,
 * "Who"). Texts of which folding leaves nothing ask for nothing. Null when nothing can match.
 */
export function effectiveFilter(who: Caller, filter: CompanyFilter): CompanyFilter | null {
  const conditions: CompanyCondition[] = [];
  for (const condition of withoutRepeats(filter.conditions)) {
    const asked = isHiddenPhone(who, condition) ? wholeNumber(condition) : inDigits(condition);
    if (asked === null) return null;
    if (!('text' in asked) || fold(asked.text) !== '') conditions.push(asked);
  }
  return { ...filter, conditions };
}

function withoutRepeats(conditions: readonly CompanyCondition[]): CompanyCondition[] {
  const keyOf = (one: CompanyCondition) =>
    one.kind === 'field' ? `${one.field.id}:${one.text}` : one.kind === 'name' ? `name:${one.text}` : one;
  return [...new Map(conditions.map((one) => [keyOf(one), one])).values()];
}

/** Whether the filter looks for a whole telephone number that the caller isn't shown: such searches are audited. */
export function asksHiddenPhone(who: Caller, filter: CompanyFilter): boolean {
  return filter.conditions.some((condition) => isHiddenPhone(who, condition) && wholeNumber(condition) !== null);
}

function isHiddenPhone(who: Caller, condition: CompanyCondition): condition is FieldCondition {
  return condition.kind === 'field' && condition.field.kind === 'telephone' && !showsPhones(who);
}

function wholeNumber(condition: FieldCondition): FieldCondition | null {
  const number = normalisePhone(condition.text);
  return number === null ? null : { ...condition, text: number, whole: true };
}

function inDigits(condition: CompanyCondition): CompanyCondition {
  if (condition.kind !== 'field' || condition.field.kind !== 'telephone') return condition;
  return { ...condition, text: phonePart(condition.text) ?? condition.text };
}

type FieldCondition = Extract<CompanyCondition, { kind: 'field' }>;
type TextCondition = Extract<CompanyCondition, { kind: 'name' | 'field' }>;

/**
 * What a statement asks for, but for what only code can tell (see recheck); null when no row can match.
 * @param driving what the gram index is asked; null = rows are compared themselves
 */
export function matchingOf(db: Reader, who: Caller, filter: CompanyFilter, driving: Driving | null): Matching | null {
  const { tenantId } = who;
  const choices = filter.conditions
    .filter(isChosen)
    .filter((condition) => condition !== driving?.choice)
    .map((condition) => choiceTest(db, who, filter, condition));
  if (choices.includes('none')) return null;
  const ofKind = <K extends CompanyCondition['kind']>(kind: K) =>
    filter.conditions.filter((one): one is Extract<CompanyCondition, { kind: K }> => one.kind === kind);
  const times = (kind: 'created' | 'updated') => ofKind(kind).map(({ from, before }) => ({ from, before }));
  const namesDecided = driving?.exact === true && driving.choice === null;
  return {
    tenantId,
    withDeleted: filter.withDeleted === true,
    hits: driving && db.search.query(tenantId, driving.alternatives),
    manyHits: false,
    names: namesDecided ? [] : ofKind('name').map(({ text }) => fold(text)),
    lacksName: false,
    accounts: ofKind('account').map(({ account }) => account),
    created: times('created'),
    updated: times('updated'),
    choices: choices.filter((test) => typeof test === 'object'),
  };
}

/** What the gram index is asked first; the other conditions are tested on what it finds. */
export interface Driving {
  /** Companies carry all tokens of one of these. */
  readonly alternatives: Alternatives;
  /** The tokens alone decide every text of the filter. */
  readonly exact: boolean;
  /** Tokens of which those have one that the tokens may have found in error; null when any may be one. */
  readonly doubts: readonly string[] | null;
  /** The choice that it stands for, when the filter has no text. */
  readonly choice: FieldCondition | null;
}

type Alternatives = readonly [readonly string[], ...(readonly string[])[]];

/** The filter's texts, else its first choice; null when the gram index has nothing to say. */
export function drivingTokens(filter: CompanyFilter): Driving | null {
  const texts = filter.conditions.filter(isText);
  const [living, ...others] = lives(filter).map((life) => {
    const parts = texts.map((condition) => textTokens(condition, life));
    return { tokens: [...new Set(parts.flatMap(({ tokens }) => tokens))], exact: parts.every(({ exact }) => exact) };
  });
  if (living !== undefined && living.tokens.length > 0) {
    const alternatives: Alternatives = [living.tokens, ...others.map(({ tokens }) => tokens)];
    return { alternatives, exact: living.exact, doubts: living.exact ? [] : doubtsOf(filter, texts), choice: null };
  }
  for (const choice of filter.conditions.filter(isChosen)) {
    const alternatives = choiceTokens(filter, choice);
    if (alternatives !== null) return { alternatives, exact: true, doubts: [], choice };
  }
  return null;
}

function doubtsOf(filter: CompanyFilter, texts: readonly TextCondition[]): string[] | null {
  const doubts: string[] = [];
  for (const life of lives(filter)) {
    for (const condition of texts) {
      if (textTokens(condition, life).exact) continue;
      const ofText = condition.kind === 'name' ? nameDoubts(fold(condition.text), life) : null;
      if (ofText === null) return null;
      doubts.push(...ofText);
    }
  }
  return doubts;
}

/**
 * What matchingOf tells, but of those that the index finds in error (see Driving, doubts).
 * @param matching of a driving that isn't exact but knows its doubts
 */
export function errorsOf(db: Reader, who: Caller, matching: Matching, driving: Driving): Matching {
  const doubts = driving.doubts!.map((token) => [token]);
  return { ...matching, hits: db.search.query(who.tenantId, driving.alternatives, doubts), lacksName: true };
}

/** Whether the filter asks for nothing but what the gram index is asked for. */
export function isOfIndexOnly(driving: Driving, filter: CompanyFilter): boolean {
  return filter.conditions.every((one) => isText(one) || (isChosen(one) && one === driving.choice));
}

function isText(condition: CompanyCondition): condition is TextCondition {
  return condition.kind === 'name' || (condition.kind === 'field' && !isChoice(condition.field));
}

function isChosen(condition: CompanyCondition): condition is FieldCondition {
  return condition.kind === 'field' && isChoice(condition.field);
}

function textTokens(condition: TextCondition, life: Life): QueryGrams {
  const folded = fold(condition.text);
  if (condition.kind === 'name') return nameTokens(folded, life);
  const found = fieldTokens(condition.field, folded, life);
  return { ...found, exact: found.exact && condition.whole !== true };
}

function lives(filter: CompanyFilter): Life[] {
  return filter.withDeleted === true ? ['living', 'deleted'] : ['living'];
}

/** Tokens of the options whose label or id contains the text; null where none is found, or where it is asked for what lacks one. */
function choiceTokens(filter: CompanyFilter, { field, text }: FieldCondition): Alternatives | null {
  const folded = fold(text);
  const found =
    field.settings.yesNo === true
      ? '是'.includes(folded) && !'否'.includes(folded)
        ? ['yes']
        : []
      : optionsFound(field, folded).map((option) => String(option.id));
  const [first, ...others] = found.flatMap((option) => lives(filter).map((life) => [optionToken(field, option, life)]));
  return first === undefined ? null : [first, ...others];
}

function choiceTest(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  condition: FieldCondition,
): ChoiceTest | 'all' | 'none' {
  const { field, text } = condition;
  const alternatives = choiceTokens(filter, condition);
  if (alternatives !== null) return { options: db.search.query(who.tenantId, alternatives), isNot: false };
  const folded = fold(text);
  if (field.settings.yesNo !== true || !'否'.includes(folded)) return 'none';
  if ('是'.includes(folded)) return 'all';
  const ticked = choiceTokens(filter, { ...condition, text: '是' })!;
  return { options: db.search.query(who.tenantId, ticked), isNot: true };
}

/** Those whose label or id contains the text; of a path's the upper one, as who carries a lower one carries it too. */
function optionsFound(field: Field, folded: string): FieldOption[] {
  const found = field.options.filter((option) => isFound(option, folded));
  if (field.kind !== 'cascade') return found;
  const ids = new Set(found.map((option) => option.id));
  return found.filter((option) => !isBelow(field, option, ids));
}

function isBelow(field: Field, option: FieldOption, ids: ReadonlySet<bigint>): boolean {
  const { parentId } = option;
  if (parentId === null) return false;
  const parent = field.optionsById.get(parentId);
  return ids.has(parentId) || (parent !== undefined && isBelow(field, parent, ids));
}

function isFound(option: FieldOption, folded: string): boolean {
  return String(option.id).includes(folded) || fold(option.label).includes(folded);
}

/**
 * What only code can tell of a row that the index found: whether a field's text contains more than the three characters
 * that a gram holds, or is the text. Null when the index and the columns decide.
 */
export function recheck(who: Caller, filter: CompanyFilter): ((custom: CustomValues) => boolean) | null {
  const open = filter.conditions.filter(
    (condition): condition is FieldCondition =>
      condition.kind === 'field' && !isChoice(condition.field) && !textTokens(condition, 'living').exact,
  );
  if (open.length === 0) return null;
  return (custom) =>
    open.every(({ field, text, whole }) => {
      const value = custom.get(field.id);
      if (value === undefined) return false;
      const key = fieldKey(who.directory, field, value);
      return whole === true ? key === fold(text) : key.includes(fold(text));
    });
}
