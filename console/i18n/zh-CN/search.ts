export const search = {
  title: '搜索',
  placeholder: '姓名、拼音、首字母、电话、公司…',
  results: '搜索结果',
  customers: '客户',
  companies: '公司',
  opportunities: '商机',
  by: { pinyin: '拼音', phone: '电话', company: '公司' },
  customerCount: '{{count}} 位客户',
  nothing: '没有找到“{{text}}”',
  hint: '输入两个字、拼音首字母或电话后四位即可',
  choose: '选择',
  open: '打开',
};
