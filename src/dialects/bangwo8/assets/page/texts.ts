import type { PageTexts } from './state.ts';

export type Language = 'zh' | 'en';

/** `lang` wins, then what the browser asks for first of the two; Chinese when it asks for neither. */
export function languageOf(lang: string | undefined, acceptLanguage: string | undefined): Language {
  for (const wanted of [lang ?? '', ...(acceptLanguage ?? '').split(',')]) {
    if (/^\s*zh\b/i.test(wanted)) return 'zh';
    if (/^\s*en\b/i.test(wanted)) return 'en';
  }
  return 'zh';
}

interface Texts {
  readonly htmlLang: string;
  readonly script: PageTexts;
  readonly search: string;
  readonly columns: string;
  readonly previous: string;
  readonly next: string;
  readonly pages: string;
  readonly missingColumn: (key: string) => string;
  readonly titles: Readonly<Record<number, string>>;
  readonly unauthorized: string;
  readonly wrongTable: string;
  readonly noTable: string;
  readonly noSuchTable: (parameter: string, value: string) => string;
  readonly failed: string;
  /** Of refusals, by the dialect's sentence, … standing for what it names; one that isn't here is told as it is. */
  readonly reasons: Readonly<Record<string, string>>;
}

export const texts: Readonly<Record<Language, Texts>> = {
  zh: {
    htmlLang: 'zh-CN',
    script: {
      choose: '选择',
      chosen: '已选择 {id}',
      nothing: '没有符合条件的数据',
      range: '第 {from}–{to} 条，共 {count} 条',
      failed: '加载失败，请重试',
      over: '页面已过期，请重新打开',
      up: '上移 {name}',
      down: '下移 {name}',
      unsorted: '点击排序',
    },
    search: '搜索所有字段',
    columns: '显示/隐藏字段',
    previous: '上一页',
    next: '下一页',
    pages: '分页',
    missingColumn: (key) => `资产表没有字段 ${key}，已跳过`,
    titles: { 400: '参数有误', 401: '请先登录', 403: '没有权限', 404: '没有这个资产表', 429: '请求过于频繁' },
    unauthorized: '链接已失效或尚未登录，请从原页面重新打开。',
    wrongTable: '此链接只能打开另一个资产表。',
    noTable: '缺少参数 tableId 或 tableName。',
    noSuchTable: (parameter, value) => `没有 ${parameter} 为“${value}”的资产表。`,
    failed: '暂时无法打开',
    reasons: {
      'must be given': '必须填写',
      'given more than once': '出现多次且不一致',
      'holds unreadable characters': '含有无法读取的字符',
      'is not UTF-8 in percent-encoding': '百分号编码不是 UTF-8',
      'unknown key': '没有这个参数',
      '"…" is not column:field': '“…”应为“资产表字段:公司字段”',
      'no company field "…"': '没有公司字段“…”',
      '"…" is filled twice': '“…”填入了两次',
      '"…" is given more than once': '“…”出现多次且不一致',
      '"…" has no colon': '“…”缺少冒号',
      'no column "…"': '资产表没有字段“…”',
      'owner "…" is neither an id nor a placeholder of the page': '所属人“…”既不是编号，也不是页面占位符',
      'not one of …': '应为以下之一：…',
      'Too many requests': '请稍后再试',
      'Not available now': '请稍后再试',
    },
  },
  en: {
    htmlLang: 'en',
    script: {
      choose: 'Choose',
      chosen: 'Chose {id}',
      nothing: 'Nothing matches',
      range: '{from}–{to} of {count}',
      failed: 'Could not load, please try again',
      over: 'This page has expired, please open it again',
      up: 'Move {name} up',
      down: 'Move {name} down',
      unsorted: 'Click to sort',
    },
    search: 'Search all columns',
    columns: 'Columns',
    previous: 'Previous',
    next: 'Next',
    pages: 'Pages',
    missingColumn: (key) => `The table has no column ${key}: passed over`,
    titles: {
      400: 'Bad parameters',
      401: 'Please sign in',
      403: 'Not allowed',
      404: 'No such asset table',
      429: 'Too many requests',
    },
    unauthorized: 'The link is over or nobody is signed in. Open it again from the page that it belongs to.',
    wrongTable: 'This link opens another asset table only.',
    noTable: 'The parameter tableId or tableName is missing.',
    noSuchTable: (parameter, value) => `No asset table has the ${parameter} “${value}”.`,
    failed: 'Not available now',
    reasons: {},
  },
};
