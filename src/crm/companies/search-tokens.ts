import type { Directory, Field } from '#crm/access/directory.ts';
import { fieldText } from '#crm/fields/field-text.ts';
import type { CustomValues, StoredValue } from '#crm/fields/value.ts';
import { fold } from '#crm/search/fold.ts';
import { grams, queryGrams, type QueryGrams } from '#crm/search/grams.ts';
import { queryOverlaps, repeats } from '#crm/search/repeats.ts';
import { listed } from '#engines/engine.ts';

/**
 * Tokens of the companies' index. A first letter says whether the company lives, so that deleted ones stay findable
 * (deStat=1) and a count of the living needs no look at rows; then comes what the gram is of: the name, or a field.
 */
export type Life = 'living' | 'deleted';

const LIFE = { living: 'a', deleted: 'd' } as const;

/** Every token that a company is found by. */
export function companyTokens(
  directory: Directory,
  company: { readonly name: string; readonly custom: CustomValues },
  life: Life,
): string[] {
  const name = fold(company.name);
  const tokens = grams(name).map((gram) => nameToken(gram, life));
  for (const part of repeats(name)) tokens.push(repeatToken(part, life));
  for (const [id, value] of company.custom) {
    const field = directory.fields.get('company')?.byId.get(id);
    if (field === undefined) continue;
    if (isChoice(field)) for (const option of chosen(value)) tokens.push(optionToken(field, option, life));
    else for (const gram of grams(fieldKey(directory, field, value))) tokens.push(`${textPrefix(field, life)}${gram}`);
  }
  return tokens;
}

/** Tokens of companies whose name contains the folded text. */
export function nameTokens(folded: string, life: Life): QueryGrams {
  const query = queryGrams(folded);
  return { ...query, tokens: query.tokens.map((gram) => nameToken(gram, life)) };
}

/**
 * Tokens of companies of which the name's tokens don't tell whether the name contains the folded text, with one of them each;
 * null when they don't for any.
 */
export function nameDoubts(folded: string, life: Life): string[] | null {
  return queryOverlaps(folded)?.map((overlap) => repeatToken(overlap, life)) ?? null;
}

function repeatToken(part: string, life: Life): string {
  return `${LIFE[life]}r${part}`;
}

/** A pair is what people look for, and thousands of companies share one. */
function nameToken(gram: string, life: Life): string {
  const token = `${LIFE[life]}n${gram}`;
  return gram.length === 2 ? listed(token) : token;
}

/** Tokens of companies whose text in a field contains the folded text. */
export function fieldTokens(field: Field, folded: string, life: Life): QueryGrams {
  return withPrefix(textPrefix(field, life), queryGrams(folded));
}

/** The token of companies that carry an option of a choice field; `yes` for a ticked yes/no box. */
export function optionToken(field: Field, option: string, life: Life): string {
  return `${LIFE[life]}f${field.id}=${option}`;
}

/** Whether a field's value is made of options, which are searched by what their labels are today. */
export function isChoice(field: Field): boolean {
  return field.kind === 'select' || field.kind === 'radio' || field.kind === 'checkbox' || field.kind === 'cascade';
}

/** What a search of a field that isn't a choice compares with. */
export function fieldKey(directory: Directory, field: Field, value: StoredValue): string {
  return fold(fieldText(directory, field, value));
}

function chosen(value: StoredValue): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function textPrefix(field: Field, life: Life): string {
  return `${LIFE[life]}f${field.id}:`;
}

function withPrefix(prefix: string, query: QueryGrams): QueryGrams {
  return { ...query, tokens: query.tokens.map((token) => prefix + token) };
}
