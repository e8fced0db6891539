export const screenPop = {
  title: '来电弹屏',
  in: '来电',
  out: '去电',
  waiting: '另有 {{count}} 通',
  contacts: '最近联系',
  noContacts: '还没有联系过',
  tickets: '未结工单 {{count}}',
  opportunities: '进行中的商机 {{count}}',
  open: '打开客户',
  unknown: '没有客户使用这个号码。',
};
