import { list, text } from '../json.ts';
import type { Operation } from '../operation.ts';

/** The types that a record may be given, in the tenant's order. */
export const recordTypes: Operation = {
  method: 'GET',
  path: '/followupRecord/recordTypes',
  parameters: [],
  run: async ({ who }) => {
    const types = who.directory.options.get('follow_up_type')?.all ?? [];
    return list(types.filter(({ enabled }) => enabled).map(({ id, name }) => `{"id":${id},"dic_name":${text(name)}}`));
  },
};
