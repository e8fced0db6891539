export const pool = {
  title: '公海',
  claim: '领取',
  claimed: '已领取 {{count}} 位，今日还可领 {{left}} 位',
  notClaimed: '{{count}} 位没有领取：{{why}}',
  mode: '显示',
  inPool: '公海中',
  soon: '我的即将回收',
  noneSoon: '七天内没有客户会被回收',
  assign: '分配',
  assignTitle: '分配 {{count}} 位客户',
  assigned: '已分配 {{count}} 位客户',
  fields: { poolReason: '回收原因', recycledAt: '进入公海', recyclesAt: '距回收' },
};
