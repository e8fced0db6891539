import type { Directory } from '#crm/access/directory.ts';
import type { CompanyCondition } from '#crm/companies/company-filter.ts';
import { fold } from '#crm/search/fold.ts';
import { readDay, readMonth, type Span } from '../days.ts';
import { type Comparison, QueryError, type Term } from './parse-query.ts';

const MOST_TERMS = 32;

const times: Readonly<Record<string, 'created' | 'updated'>> = { createDT: 'created', updateDT: 'updated' };

/** What the terms of a search mean; all must hold. Raises QueryError for an unknown key, a bad date, a wrong comparison. */
export function searchConditions(directory: Directory, terms: readonly Term[]): CompanyCondition[] {
  const tooMany = terms[MOST_TERMS];
  if (tooMany !== undefined) throw new QueryError(`more than ${MOST_TERMS} conditions`, tooMany.at);
  return terms.map((term) => conditionOf(directory, term));
}

function conditionOf(directory: Directory, term: Term): CompanyCondition {
  const { key, operator, value } = term;
  if (operator !== 'contains' && Object.hasOwn(times, key)) {
    return { kind: times[key]!, ...spanOf(operator, term, directory.tenant.timeZone) };
  }
  const field = directory.fields.get('company')?.byKey.get(key);
  const isText = key === 'companyName' || key === 'serviceaccount' || field?.enabled === true;
  if (operator !== 'contains' && !isText) throw new QueryError(`unknown key "${key}"`, term.at);
  if (operator !== 'contains' && operator !== ':') {
    throw new QueryError(`"${key}" is searched with ":" only`, term.at);
  }
  if (key === 'serviceaccount') return { kind: 'account', account: value };
  if (fold(value) === '') throw new QueryError('nothing to search for', term.valueAt);
  if (key === '' || key === 'companyName') return { kind: 'name', text: value };
  return { kind: 'field', field: field!, text: value };
}

/** By whole days of the tenant's zone, as the document says; `:` also takes a month. */
function spanOf(operator: Comparison, { key, value, valueAt }: Term, timeZone: string): Partial<Span> {
  const span = readDay(value, timeZone) ?? (operator === ':' ? readMonth(value, timeZone) : null);
  if (span === null || span === 'none') {
    const wanted = operator === ':' ? 'YYYY-MM-DD or YYYY-MM' : 'YYYY-MM-DD';
    throw new QueryError(`${key}: "${value}" is not a date ${wanted}`, valueAt);
  }
  return spans[operator](span);
}

const spans: Readonly<Record<Comparison, (span: Span) => Partial<Span>>> = {
  ':': (day) => day,
  '<': ({ from }) => ({ before: from }),
  '<=': ({ before }) => ({ before }),
  '>': ({ before }) => ({ from: before }),
  '>=': ({ from }) => ({ from }),
};
