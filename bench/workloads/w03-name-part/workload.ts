import { get, pick } from '../../requests.ts';
import type { PairedWorkload } from '../../workload.ts';

/** TTF list_customers: two Chinese characters within a name; the newest 20 and the exact total. */
export const w03: PairedWorkload = {
  id: 'W3',
  title: 'two-character Chinese substring, 20 rows, exact total (TTF list_customers)',
  goal: 0.6,
  writes: false,
  huiliu:
    (keys, { ttf }) =>
    () => {
      const { path } = get('/open_api/customers', { query: pick(keys.nameParts) });
      return { path: `${path}&${ttf}` };
    },
  huiliuIsRight: (body) => body.startsWith('{"code":1000,"meta":{') && body.includes('"result":[{"id":'),
  baseline: (keys) => () => get('/contains', { text: pick(keys.nameParts) }),
  baselineIsRight: (body) => body.startsWith('{"total":') && body.includes('"customers":[{"'),
};
