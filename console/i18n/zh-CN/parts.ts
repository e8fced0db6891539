export const parts = {
  me: '我',
  inPool: '无人负责（公海）',
  wholeDepartment: '{{name}}（整个部门）',
  tagsHint: '输入后按回车',
  companyHint: '公司名称，没有则新建',
  addPhone: '添加电话',
  fileUrl: '文件地址',
  fileName: '文件名',
  addFile: '添加文件',
  days: '最近 {{count}} 天',
  missing: '请填写{{label}}',
  more: '更多',
};
