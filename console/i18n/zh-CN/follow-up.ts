export const followUp = {
  title: '写跟进',
  text: '跟进内容',
  placeholder: '写下这次沟通的要点…（Ctrl+Enter 保存）',
  type: '跟进方式',
  opportunity: '关联商机',
  next: '下次联系',
  tomorrow: '明天',
  inThreeDays: '3 天后',
  inAWeek: '一周后',
  saved: '跟进已保存',
};
