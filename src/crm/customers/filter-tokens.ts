import { showsPhones } from '#crm/access/mask-phone.ts';
import { reachOf } from '#crm/access/scope.ts';
import { fold } from '#crm/search/fold.ts';
import type { QueryGrams } from '#crm/search/grams.ts';
import { normalisePhone, phonePart } from '#crm/search/normalise-phone.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { SearchQuery } from '#engines/engine.ts';
import type { CustomerFilter } from './customer.ts';
import { isOpenFilter } from './filter-conditions.ts';
import { idPartTokens, nameTokens, phoneTokens, pinyinTokens } from './search-tokens.ts';

/** What the gram index is asked for a filter's texts. */
export interface TokenQuery {
  readonly query: SearchQuery;
  /** The tokens alone decide the texts; else each candidate must be compared with them. */
  readonly exact: boolean;
  /** They decide the whole filter for this caller, so that the index alone counts. */
  readonly decides: boolean;
}

/** Null when the filter has no text that narrows anything. */
export function filterTokens(db: Reader, who: Caller, filter: CustomerFilter): TokenQuery | null {
  const all: QueryGrams[] = [];
  if (filter.nameContains) all.push(nameTokens(fold(filter.nameContains)));
  if (filter.pinyinContains) all.push(pinyinTokens(filter.pinyinContains));
  if (filter.phoneContains) all.push(phoneTokens(filter.phoneContains));
  const ofId = filter.idContains === undefined ? null : idPartTokens(filter.idContains);
  if (ofId !== null) all.push(ofId);
  const either: QueryGrams[] = filter.text ? textTokens(who, filter.text) : [{ tokens: [], exact: true }];
  const common = all.flatMap((part) => part.tokens);
  const sets = either.map(({ tokens }) => [...common, ...tokens]);
  if (sets.some((tokens) => tokens.length === 0)) return null;
  const asksPhone = filter.phoneContains !== undefined || either.length > 1;
  const exact = [...all, ...either].every((part) => part.exact) && (showsPhones(who) || !asksPhone);
  return {
    query: db.search.query(who.tenantId, sets),
    exact,
    decides: exact && reachOf(who).all && isOnlyTexts(filter),
  };
}

function textTokens(who: Caller, text: string): QueryGrams[] {
  const digits = phonePart(text);
  const asksPhone = digits !== null && (showsPhones(who) || normalisePhone(digits) !== null);
  return asksPhone ? [nameTokens(fold(text)), phoneTokens(digits)] : [nameTokens(fold(text))];
}

/** Whether texts that the gram index knows are all that the filter asks for. */
function isOnlyTexts(filter: CustomerFilter): boolean {
  const { idContains, ...texts } = filter;
  const others = { ...texts, text: '', nameContains: '', pinyinContains: '', phoneContains: '' };
  return isOpenFilter(others) && (idContains === undefined || idPartTokens(idContains) !== null);
}
