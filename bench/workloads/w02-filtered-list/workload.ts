import { get, pick } from '../../requests.ts';
import type { PairedWorkload } from '../../workload.ts';

/** TTF list_customers: the first page of a type and a source, with the exact total. */
export const w02: PairedWorkload = {
  id: 'W2',
  title: 'page 1 of a filtered list, 20 rows, exact total (TTF list_customers)',
  goal: 0.6,
  writes: false,
  huiliu:
    (keys, { ttf }) =>
    () => {
      const filters = `｜｜${pick(keys.types).name}｜｜${pick(keys.sources).name}`;
      const { path } = get('/open_api/customers', { filters });
      return { path: `${path}&${ttf}` };
    },
  huiliuIsRight: (body) => body.startsWith('{"code":1000,"meta":{"current_page":1,') && body.includes('"customers":['),
  baseline: (keys) => () => get('/page', { type: pick(keys.types).id, source: pick(keys.sources).id }),
  baselineIsRight: (body) => body.startsWith('{"total":'),
};
