export const showAs = {
  title: '接口视图',
  hint: '各接口此刻对这位客户返回的确切内容，以及取得它的请求。',
  dialects: { ttf: '天润融通 TTF', bangwo8: '帮我吧 Bangwo8', icsoc: 'icsoc', native: '汇流 API' },
  layout: '排版',
  indented: '缩进',
  exact: '原文',
  copyJson: '复制 JSON',
  copyCurl: '复制 curl',
  client: '用哪个 API 客户端签名',
  unsigned: '未签名，密钥自行填写',
};
