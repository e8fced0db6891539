import type { Permission } from '#crm/errors.ts';
import type { DictionaryName, Scope } from './directory.ts';

/** Entries as [id, name] (the code is the id's digits) or [id, code, name], in order. */
type Entries = readonly (readonly [number, string] | readonly [number, string, string])[];

export const newDictionaries: Readonly<Record<DictionaryName, Entries>> = {
  customer_type: [
    [1, '0', '潜在客户'],
    [2, '1', '签约客户'],
    [3, '2', '重复购买'],
    [4, '3', '流失客户'],
  ],
  // In the order of the codes, in which TTF lists them.
  customer_source: [
    [2, '0', '天猫'],
    [3, '1', '京东'],
    [4, '2', '百度'],
    [5, '3', '线下'],
    [6, '4', '代理商'],
    [7, '5', '老客户介绍'],
    [1, '6', '官网注册'],
  ],
  customer_grade: [
    [1, '普通客户'],
    [2, '重要客户'],
    [3, 'VIP客户'],
  ],
  deal_flag: [
    [1, '0', '未处理'],
    [2, '2', '不需要'],
    [3, '8', '无法接通'],
    [4, '10', '继续跟踪'],
    [5, '11', '客户签约'],
  ],
  task: [
    [99, '默认任务'],
    [303, '空号测试'],
    [310, '自定义模板'],
  ],
  follow_up_type: [
    [36, '系统自动'],
    [37, '电话跟进'],
    [38, '上门拜访'],
    [39, '微信沟通'],
  ],
  opportunity_type: [
    [1, '新客户商机'],
    [2, '老客户商机'],
  ],
  opportunity_source: [
    [1, '官网注册'],
    [2, '在线咨询'],
    [3, '电话咨询'],
    [4, '销售自有'],
    [5, '老客户介绍'],
    [6, '其他'],
  ],
  opportunity_stage: [
    [22, '初步洽谈'],
    [23, '需求确定'],
    [24, '商务谈判'],
    [25, '赢单'],
    [26, '输单'],
  ],
  lose_reason: [
    [1, '价格过高'],
    [2, '选择竞品'],
    [3, '需求变化'],
    [4, '预算不足'],
    [5, '其他'],
  ],
  pool_reason: [
    [1, '手动放弃'],
    [2, '超期未联系'],
    [3, '坐席离职'],
    [4, '其他'],
  ],
  ticket_state: [
    [1, '正常工单'],
    [2, '处理中'],
    [3, '已解决'],
    [4, '已关闭'],
  ],
  ticket_urgency: [
    [1, '紧急'],
    [2, '高'],
    [3, '标准'],
    [4, '低'],
  ],
};

export const everyPermission: readonly Permission[] = [
  'customer.edit',
  'customer.delete',
  'export',
  'phone.reveal',
  'servicepassword.read',
  'settings.edit',
];

export interface NewTenantRole {
  readonly name: string;
  readonly scope: Scope;
  readonly permissions: readonly Permission[];
  readonly isAdmin: boolean;
}

/** The roles of a new tenant. */
export const newRoles = {
  admin: { name: 'admin', scope: 'all', permissions: everyPermission, isAdmin: true },
  supervisor: {
    name: '主管',
    scope: 'tree',
    permissions: everyPermission.filter((permission) => permission !== 'settings.edit'),
    isAdmin: false,
  },
  agent: { name: '坐席', scope: 'own', permissions: ['customer.edit'], isAdmin: false },
} as const satisfies Record<string, NewTenantRole>;

/** System fields that must be given on icsoc and in the console at first. */
export const newRequiredFields = [
  { record: 'customer', keys: ['cle_name', 'cle_phone'] },
  { record: 'opportunity', keys: ['cle_id', 'opty_name', 'opty_type', 'opty_source', 'opty_stage'] },
] as const;
