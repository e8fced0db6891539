export const pool = {
  title: '公海',
  claim: '领取',
  claimed: '已领取 {{count}} 位，今日还可领 {{left}} 位',
  notClaimed: '{{count}} 位没有领取：{{why}}',
};
