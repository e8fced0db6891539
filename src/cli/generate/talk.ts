import type { Random } from './random.ts';

const TOPICS = [
  '产品报价',
  '系统试用',
  '续费事宜',
  '售后问题',
  '合同条款',
  '发票信息',
  '上门演示',
  '呼叫中心扩容',
  '数据迁移',
  '培训安排',
];
const OUTCOMES = [
  '客户表示需要内部讨论',
  '客户很感兴趣,约下周再联系',
  '已发送资料到邮箱',
  '客户暂时不需要',
  '电话无人接听,稍后再拨',
  '客户要求提供详细方案',
  '已约定上门时间',
  '客户正在和其他供应商比较',
  '客户同意试用两周',
  '已转技术支持处理',
];

/** What an agent notes after a contact. */
export function followUpText(random: Random): string {
  return `沟通${random.pick(TOPICS)}:${random.pick(OUTCOMES)}。`;
}

export { TOPICS };
