import { rule } from './errors.ts';
import type { Call } from './operation.ts';
import { idOf } from './read-value.ts';

const MOST_IDS = 100;

/** The `ids` of a batch's body: 1 to 100, as integers or digits (seed, 删除跟进记录接口). Raises 422. */
export function readIds(call: Call): bigint[] {
  const body = call.body();
  call.passOver([...body.keys()].filter((key) => key !== 'ids'));
  const sent = body.get('ids');
  if (!Array.isArray(sent) || sent.length === 0) throw rule('ids', '必须为非空数组');
  if (sent.length > MOST_IDS) throw rule('ids', `不能超过 ${MOST_IDS} 个`);
  return sent.map((value) => {
    const id = idOf(value, 'ids');
    if (id === null) throw rule('ids', '含有不正确的 id');
    return id;
  });
}

/** What creating answers (seed, 新增跟进记录接口): both twins with every digit. */
export function idsJson(id: bigint): string {
  return `{"id":"${id}","_id":${id}}`;
}
