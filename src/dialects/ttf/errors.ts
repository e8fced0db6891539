import { CrmError, type CrmErrorCode, type CrmErrorDetails } from '#crm/errors.ts';

/** A coded answer of this dialect (the document, code错误码说明). */
export class TtfError extends Error {
  override readonly name = 'TtfError';
  readonly code: number;
  readonly exception: string | undefined;
  /** The wire key at fault. */
  readonly field: string | undefined;
  /** Seconds to wait before the next call; with it the HTTP status is 429. */
  readonly retryAfterS: number | undefined;

  constructor(code: number, message: string, more: { exception?: string; field?: string; retryAfterS?: number } = {}) {
    super(message);
    this.code = code;
    this.exception = more.exception;
    this.field = more.field;
    this.retryAfterS = more.retryAfterS;
  }
}

const UNKNOWN = '未知错误';

/** Code 2000: what went wrong is in the exception. */
function fault(exception: string, field?: string): TtfError {
  return new TtfError(2000, UNKNOWN, field === undefined ? { exception } : { exception, field });
}

/** A wrong type or shape; `field` is the wire key. */
export function shapeError(field?: string): TtfError {
  return fault('不正确的参数格式', field);
}

export const timestampMissing = (): TtfError => new TtfError(20621, '时间戳缺失或格式错误');
export const timestampOutside = (): TtfError => new TtfError(20622, '时间戳超出有效范围');
export const wrongSign = (): TtfError => new TtfError(2059, 'open api签名不对');
export const rateExceeded = (retryAfterS: number): TtfError =>
  new TtfError(429, 'api接口超过请求限制', { retryAfterS });
export const wrongType = (): TtfError =>
  new TtfError(2060, '无效的唯一标识符类型', { exception: '无效的唯一标识符类型', field: 'type' });
export const notFound = (): TtfError =>
  new TtfError(2005, '没有找到该资源', { exception: "Couldn't find Customer", field: 'content' });
export const taskNotFound = (): TtfError =>
  new TtfError(2005, '没有找到该资源', { exception: "Couldn't find ImportTask", field: 'id' });
export const wrongPage = (message = '参数page不合法'): TtfError => new TtfError(206201, message);
export const wrongPageSize = (): TtfError => new TtfError(206211, '参数page_size不合法');
export const customerMissing = (): TtfError => fault('param is missing or the value is empty: customer', 'customer');
export const unknownOperator = (field = 'operator'): TtfError => fault('找不到归属工号', field);
export const internal = (): TtfError => fault(UNKNOWN);

/** The wire keys of crm's field names. */
const WIRE_KEYS: Readonly<Record<string, string>> = {
  name: 'custname',
  phones: 'cellphones',
  companyName: 'companyName',
  labels: 'customerLabel',
  stars: 'customerLabel',
  assignedAt: 'assignTime',
  task: 'taskId',
  type: 'custType',
  dealFlag: 'dealFlag',
  source: 'custFrom',
  owner: 'serviceNo',
  owner_department: 'servicegroupId',
};

const wireKey = (field: string): string => WIRE_KEYS[field] ?? field;

type Answers = { [Code in CrmErrorCode]: (details: CrmErrorDetails[Code]) => TtfError };

const answers: Answers = {
  not_found: () => notFound(),
  ambiguous: () => shapeError('content'),
  forbidden: () => fault('没有权限'),
  stale: () => fault('数据已被修改，请重新获取'),
  phone_used: ({ phone }) => fault(`验证失败: 电话${phone}已经使用`, 'cellphones'),
  taken: ({ field }) => shapeError(wireKey(field)),
  in_use: () => shapeError(),
  unknown_agent: ({ field }) => unknownOperator(field === 'operator' ? 'operator' : 'serviceNo'),
  department_missing: () => fault('归属工号存在但归属部门不存在', 'servicegroupId'),
  unknown_department: () => fault('公司无此部门', 'servicegroupId'),
  agent_outside_department: () => fault('员工不属于该部门', 'serviceNo'),
  unknown_option: ({ field, value }) => {
    const key = wireKey(field);
    return key === 'taskId' ? shapeError(key) : fault(`'${value}' is not a valid ${key.toLowerCase()}`, key);
  },
  field_required: ({ label }) => fault(`缺少自定义字段 ${label}`, 'jsonStr'),
  // Seed: 当设置自定义字段为必填时，参数{jsonStr}未填写或不符和要求; of other fields it is 传入参数格式错误.
  field_invalid: ({ id, label, required }) =>
    required ? fault(`缺少自定义字段 ${label}`, 'jsonStr') : shapeError(`${id}_${label}`),
  unknown_field: ({ key }) => shapeError(key),
  missing: () => shapeError('customer'),
  invalid: ({ field }) => shapeError(wireKey(field)),
  too_long: ({ field }) => shapeError(wireKey(field)),
  quota_used: () => fault('没有权限'),
  token_limit: ({ retryAfterS }) => rateExceeded(retryAfterS),
  locked: ({ retryAfterS }) => rateExceeded(retryAfterS),
  request_reused: () => shapeError(),
};

/** The coded answer to anything thrown; null when it is a fault of ours. */
export function toTtfError(error: unknown): TtfError | null {
  if (error instanceof TtfError) return error;
  if (!(error instanceof CrmError)) return null;
  const answer = answers[error.code as CrmErrorCode] as (details: unknown) => TtfError;
  return answer(error.details);
}
