export const records = {
  somebody: '其他人',
  conflict: '“{{field}}”刚被他人修改',
  conflictHint: '您编辑时，{{who}}改了同一项。您的修改还没有保存，请选择保留哪一个。',
  before: '原来',
  mine: '您的修改',
  keepTheirs: '保留对方的',
  useMine: '使用我的',
  editField: '修改{{field}}：{{value}}',
  add: '添加',
  changedMeanwhile: '{{who}}刚刚改为“{{value}}”',
};
