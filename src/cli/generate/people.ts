import type { Random } from './random.ts';

/** Surnames, the common ones named more often, as in the census. */
const SURNAMES = [
  ...repeat('王李张刘陈', 7),
  ...repeat('杨赵黄周吴徐孙胡朱高', 4),
  ...repeat('林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许', 2),
  ...'傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段',
  '欧阳',
  '上官',
  '司马',
  '诸葛',
  '单',
  '仇',
  '查',
];

const FIRST = [...'建国志文明俊伟晓小思雨子梓浩宇佳欣嘉天海玉春雪美秀丽慧永德正泽一若诗梦可安振家立世东宏'];
const SECOND = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉红玲芬燕彬凯鹏飞宇轩涵怡琪琳瑶萱晨睿博然昊辰瑞婷雯颖倩',
];
const SINGLE = [...'伟芳娜敏静丽强磊军洋勇艳杰涛超霞平刚鹏飞宇轩琳瑶晨睿博昊瑞婷雯颖倩璐悦峰斌波辉健龙'];

/** A person's name: a surname and one or two more characters. */
export function personName(random: Random): string {
  const surname = random.pick(SURNAMES);
  return surname + (random.chance(0.3) ? random.pick(SINGLE) : random.pick(FIRST) + random.pick(SECOND));
}

const PREFIXES = [
  '134',
  '135',
  '136',
  '137',
  '138',
  '139',
  '147',
  '150',
  '151',
  '152',
  '157',
  '158',
  '159',
  '178',
  '182',
  '183',
  '187',
  '188',
  '198',
  '130',
  '131',
  '132',
  '155',
  '156',
  '166',
  '176',
  '185',
  '186',
  '133',
  '153',
  '173',
  '177',
  '180',
  '181',
  '189',
  '199',
];
const NUMBERS = PREFIXES.length * 100_000_000;
/** Odd and no multiple of 3 or 5, so that multiplying by it visits every number once. */
const STRIDE = 1_640_531_527;

/**
 * The mobile number at a place of a seed's own order of all mobile numbers: different places give different numbers.
 * @param start where the seed begins in that order
 */
export function mobileNumber(start: number, place: number): string {
  const at = Number((BigInt(place) * BigInt(STRIDE) + BigInt(start)) % BigInt(NUMBERS));
  const number = PREFIXES[Math.floor(at / 100_000_000)]! + String(at % 100_000_000).padStart(8, '0');
  return number;
}

function repeat(characters: string, times: number): string[] {
  return Array.from({ length: times }, () => [...characters]).flat();
}
