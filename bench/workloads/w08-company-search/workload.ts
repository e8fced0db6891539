import { get, pick } from '../../requests.ts';
import type { PairedWorkload } from '../../workload.ts';

const DAY_MS = 86_400_000;

/** Bangwo8 search: part of a name, made after a day. */
export const w08: PairedWorkload = {
  id: 'W8',
  title: 'company search `companyName:x createDT>d` (Bangwo8)',
  goal: 0.6,
  writes: false,
  huiliu:
    (keys, { bangwo8 }) =>
    () => {
      const query = `companyName:${pick(keys.companyParts)} createDT>${keys.companyDay}`;
      return get('/api/v1/companies/search.json', { query, per_page: '20' }, bangwo8);
    },
  huiliuIsRight: (body) => body.startsWith('{"results":[{'),
  baseline: (keys) => () =>
    get('/companies', {
      text: pick(keys.companyParts),
      after: String(Date.parse(`${keys.companyDay}T00:00:00+08:00`) + DAY_MS),
    }),
  baselineIsRight: (body) => body.startsWith('{"count":'),
};
