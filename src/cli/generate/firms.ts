import { PLACES, type Place } from './places.ts';

const BRAND_FIRST = [...'华中天金鑫恒瑞盛嘉宏永德博远正新东海龙凤祥和康泰信达通联众合创智云星辰'];
const BRAND_SECOND = [...'源盛达通信诚泰丰茂业科图翔腾飞跃迅捷利润安宁悦雅美佳禾木林森岳川海洋航驰'];
const TRADES = [
  '科技',
  '信息技术',
  '网络科技',
  '软件',
  '电子商务',
  '贸易',
  '商贸',
  '实业',
  '投资管理',
  '企业管理咨询',
  '广告传媒',
  '文化传播',
  '教育科技',
  '医疗器械',
  '生物科技',
  '食品',
  '餐饮管理',
  '物流',
  '供应链管理',
  '建筑工程',
  '装饰设计',
  '机电设备',
  '汽车服务',
  '房地产经纪',
  '人力资源',
  '旅游',
  '服饰',
  '家居',
  '农业科技',
  '新能源',
];
const FORMS = ['有限公司', '有限公司', '有限责任公司', '股份有限公司'];

const NAMES = PLACES.length * BRAND_FIRST.length * BRAND_SECOND.length * TRADES.length;
/** Shares no factor with NAMES and is about 0.618 of it: neighbours get names far apart. */
const STRIDE = 700_849;

export interface Firm {
  readonly name: string;
  readonly place: Place;
}

/** The firm at a place of a seed's own order of all firm names; different places below `NAMES` give different names. */
export function firmAt(start: number, place: number): Firm {
  let at = Number((BigInt(place) * BigInt(STRIDE) + BigInt(start)) % BigInt(NAMES));
  const take = <T>(items: readonly T[]): T => {
    const item = items[at % items.length]!;
    at = Math.floor(at / items.length);
    return item;
  };
  const where = take(PLACES);
  const trade = take(TRADES);
  const brand = take(BRAND_FIRST) + take(BRAND_SECOND);
  return { name: `${where.short}${brand}${trade}${FORMS[(start + place) % FORMS.length]!}`, place: where };
}
