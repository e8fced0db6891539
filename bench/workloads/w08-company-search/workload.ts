import { get, pick } from '../../requests.ts';
import type { PairedWorkload } from '../../workload.ts';

/** Bangwo8 search: part of a name, made after a day. */
export const w08: PairedWorkload = {
  id: 'W8',
  title: 'company search `companyName:x createDT>d` (Bangwo8)',
  goal: 0.6,
  writes: false,
  huiliu:
    (keys, { bangwo8 }) =>
    () => {
      const day = new Date(keys.middleOfCompanies).toISOString().slice(0, 10);
      const query = `companyName:${pick(keys.companyParts)} createDT>${day}`;
      return get('/api/v1/companies/search.json', { query, per_page: '20' }, bangwo8);
    },
  huiliuIsRight: (body) => body.startsWith('{"results":['),
  baseline: (keys) => () => get('/companies', { text: pick(keys.companyParts), after: String(keys.middleOfCompanies) }),
  baselineIsRight: (body) => body.startsWith('{"count":'),
};
