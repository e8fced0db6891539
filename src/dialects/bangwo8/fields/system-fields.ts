/** A field that every company has: key, what people call it (the document, the object table), type number. */
export interface SystemField {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly type: string;
}

/** Far from the ids of custom fields, which ascend from 1, and still a 32-bit number. */
const FIRST_ID = 2_147_483_001;

const columns: readonly (readonly [key: string, name: string, type: string])[] = [
  ['companyName', '公司名称', '2'],
  ['servicestarttime', '服务开始时间', '8'],
  ['serviceendtime', '服务结束时间', '8'],
  ['userURL', '公司网址', '2'],
  ['serveNote', '备注', '3'],
  ['serviceCharge', '服务费余额', '5'],
  ['serviceaccount', '服务账号', '2'],
  ['servicepassword', '服务密码', '2'],
  ['address', '公司地址', '2'],
  ['userGroup', '公司分组', '1'],
  ['tableName', '标签', '2'],
  ['province', '省份', '2'],
  ['city', '城市', '2'],
  ['service_groupid', '受理客服组', '14'],
];

export const systemFields: readonly SystemField[] = columns.map(([key, name, type], index) => ({
  id: FIRST_ID + index,
  key,
  name,
  type,
}));
