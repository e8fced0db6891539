export const views = {
  every: { customers: '全部客户', companies: '全部公司', opportunities: '全部商机', pool: '公海' },
  sharings: { me: '仅自己', department: '本部门', all: '所有人' },
  sharing: '谁能看到',
  name: '视图名称',
  nameMissing: '请输入视图名称',
  saveAs: '存为视图',
  update: '更新视图',
  updated: '视图“{{name}}”已更新',
  remove: '删除视图 {{name}}',
  removed: '视图“{{name}}”已删除',
};
