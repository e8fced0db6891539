import { get, pick } from '../../requests.ts';
import type { PairedWorkload } from '../../workload.ts';

/** TTF get_customer by a whole number, signed. */
export const w01: PairedWorkload = {
  id: 'W1',
  title: 'customer by exact phone (TTF get_customer)',
  goal: 0.6,
  writes: false,
  huiliu:
    (keys, { ttf }) =>
    () => {
      const { path } = get('/open_api/customers/get_customer', { type: 'cellphone', content: pick(keys.phones) });
      return { path: `${path}&${ttf}` };
    },
  huiliuIsRight: (body) => body.startsWith('{"code":1000,"result":[{"id":'),
  baseline: (keys) => () => get('/customer', { phone: pick(keys.phones) }),
  baselineIsRight: (body) => body.startsWith('{"customers":[{"'),
};
