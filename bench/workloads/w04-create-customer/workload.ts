import { pick, post } from '../../requests.ts';
import type { PairedWorkload } from '../../workload.ts';

/** TTF create_customer with two phones, answered once it is durable. */
export const w04: PairedWorkload = {
  id: 'W4',
  title: 'create a customer with two phones, durable (TTF create_customer)',
  goal: 0.5,
  writes: true,
  huiliu:
    (keys, { ttf }) =>
    () =>
      post(`/open_api/customers?${ttf}`, {
        customer: {
          custname: newName(),
          cellphones: [
            [null, newPhone()],
            [null, newPhone()],
          ],
          custType: pick(keys.types).name,
          custFrom: pick(keys.sources).name,
        },
      }),
  huiliuIsRight: (body) => body.startsWith('{"code":1000,"customer":{"id":'),
  baseline: (keys) => () =>
    post('/create-customer', {
      name: newName(),
      phones: [newPhone(), newPhone()],
      type: Number(pick(keys.types).id),
      source: Number(pick(keys.sources).id),
    }),
  baselineIsRight: (body) => body.startsWith('{"id":'),
};

const SURNAMES = [...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文辉建国海燕志鹏'];

function newName(): string {
  return pick(SURNAMES) + pick(GIVEN) + pick(GIVEN);
}

/** 19 digits, as no generated customer has, so that nothing is refused. */
function newPhone(): string {
  return `9${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`;
}
