import type { Directory, FieldRecord } from '#crm/access/directory.ts';
import { CrmError, type CrmErrorCode, type CrmErrorDetails, type RecordName } from '#crm/errors.ts';
import type { FieldFault } from '#crm/fields/store-field-value.ts';
import { EngineUnavailableError } from '#engines/engine.ts';
import { OverloadError } from '#transport/http/overload-error.ts';
import { keyOfField } from './custom-keys.ts';

/** An error of this dialect: the HTTP status is the envelope's code. */
export class IcsocError extends Error {
  override readonly name = 'IcsocError';
  readonly status: number;
  /** Seconds to wait before the next call; under 429 and 503. */
  readonly retryAfterS: number | undefined;

  constructor(status: number, message: string, retryAfterS?: number) {
    super(message);
    this.status = status;
    this.retryAfterS = retryAfterS;
  }
}

export const malformed = (what: string): IcsocError => new IcsocError(400, what);
export const unauthorized = (): IcsocError => new IcsocError(401, 'access_token 无效或已过期');
export const forbidden = (): IcsocError => new IcsocError(403, '没有操作权限');
export const unknownRoute = (): IcsocError => new IcsocError(404, '接口不存在');
export const unknownRecord = (): IcsocError => new IcsocError(404, '记录不存在');
export const tooLarge = (): IcsocError => new IcsocError(413, '请求体过大');
export const tooMany = (retryAfterS: number): IcsocError =>
  new IcsocError(429, '请求过于频繁，请稍后重试', retryAfterS);
export const internal = (): IcsocError => new IcsocError(500, '服务器内部错误');

/** A field's rule; `key` is the JSON key. */
export const rule = (key: string, what: string): IcsocError => new IcsocError(422, `${key} ${what}`);
export const required = (key: string): IcsocError => rule(key, '不能为空');
export const badForm = (key: string): IcsocError => rule(key, '格式不正确');

/** What crm's names are called by one operation. */
export interface Wording {
  /** JSON keys of crm's field names. */
  readonly keys: Readonly<Record<string, string>>;
  /** Whose custom fields its bodies carry. */
  readonly custom?: FieldRecord;
  /** Records that its body names: when one isn't there, the key is at fault and not the path. */
  readonly named?: Readonly<Partial<Record<RecordName, string>>>;
}

interface Context extends Wording {
  readonly directory: Directory | undefined;
}

type Answers = { [Code in CrmErrorCode]: (details: CrmErrorDetails[Code], context: Context) => IcsocError };

const answers: Answers = {
  not_found: ({ record }, { named }) => {
    const key = named?.[record];
    return key === undefined ? unknownRecord() : rule(key, '不存在');
  },
  ambiguous: () => unknownRecord(),
  forbidden,
  stale: () => new IcsocError(409, '记录已被修改，请重新获取'),
  phone_used: ({ phone }, { keys }) => new IcsocError(409, `${keyOf(keys, 'phones')} ${phone} 已被其他客户使用`),
  taken: ({ field }, { keys }) => rule(keyOf(keys, field), '已被使用'),
  in_use: () => new IcsocError(422, '记录正在使用，不能删除'),
  unknown_agent: ({ field, value }, { keys }) => rule(keyOf(keys, field), `没有可用的坐席 ${value}`),
  department_missing: ({ field }, { keys }) => required(keyOf(keys, `${field}_department`)),
  unknown_department: ({ field, value }, { keys }) => rule(keyOf(keys, field), `没有部门 ${value}`),
  agent_outside_department: ({ field, agent, department }, { keys }) =>
    rule(keyOf(keys, field), `坐席 ${agent} 不属于部门 ${department}`),
  unknown_option: ({ field, value }, { keys }) => rule(keyOf(keys, field), `没有选项 ${value}`),
  field_required: ({ key }, context) => required(customKey(context, key)),
  field_invalid: ({ key, reason }, context) => rule(customKey(context, key), faults[reason as FieldFault]),
  unknown_field: ({ key }) => rule(key, '没有该字段'),
  missing: ({ field }, { keys }) => required(keyOf(keys, field)),
  invalid: ({ field, reason }, { keys }) => rule(keyOf(keys, field), reasons.get(reason) ?? '不正确'),
  too_long: ({ field, max }, { keys }) => rule(keyOf(keys, field), `不能超过 ${max} 个字符`),
  quota_used: forbidden,
  token_limit: ({ retryAfterS }) => tooMany(retryAfterS),
  locked: ({ retryAfterS }) => tooMany(retryAfterS),
  request_reused: () => new IcsocError(409, '请求重复'),
};

const faults: Readonly<Record<FieldFault, string>> = {
  'wrong kind of value': '类型不正确',
  'too long': '过长',
  'unreadable text': '含有不能保存的字符',
  'not a number': '不是数字',
  'not a whole number': '不是整数',
  'not a telephone number': '不是 5 至 20 位的电话号码',
  'not an e-mail address': '不是邮箱地址',
  'not a time': '不是时间',
  'unknown option': '没有该选项',
  'more than one choice': '只能选一项',
  'unknown region': '没有该地区',
  'not a file': '不是附件',
  'not a row': '没有该数据',
};

/** What crm's reasons for `invalid` are called; those that this dialect's bodies can meet. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['holds a NUL character', '含有不能保存的字符'],
  ['is not well-formed Unicode', '含有不能保存的字符'],
  ['is not a phone of 5 to 20 digits', '不是 5 至 20 位的电话号码'],
  ['is masked', '是隐藏后的号码'],
  ['not an opportunity of this customer', '不是该客户的商机'],
  ['only a lost opportunity has one', '只能在输单阶段填写'],
]);

/** The coded answer to anything thrown; null when it is a fault of ours. */
export function toIcsocError(error: unknown, wording: Wording, directory: Directory | undefined): IcsocError | null {
  if (error instanceof IcsocError) return error;
  if (error instanceof EngineUnavailableError) return new IcsocError(503, '服务暂不可用，请稍后重试', 1);
  if (error instanceof OverloadError) return new IcsocError(503, error.message, error.retryAfterS);
  if (!(error instanceof CrmError)) return null;
  const answer = answers[error.code as CrmErrorCode] as (details: unknown, context: Context) => IcsocError;
  return answer(error.details, { ...wording, directory });
}

function keyOf(keys: Wording['keys'], field: string): string {
  return keys[field] ?? field;
}

/** crm names a custom field by its key in the tenant; callers know it as `<kind>_<id>`. */
function customKey({ custom, directory }: Context, key: string): string {
  const field = custom === undefined ? undefined : directory?.fields.get(custom)?.byKey.get(key);
  return field === undefined ? key : keyOfField(field);
}
