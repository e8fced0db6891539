import { pinyin } from 'pinyin-pro';
import { canonicalDecimal } from '#crm/fields/decimal.ts';
import { fold } from '#crm/search/fold.ts';
import { isNumeric, type ColumnType } from './asset-table.ts';

/** Longer texts that begin alike stand in the order of their rows. */
const LONGEST = 48;
/** Below every character of a folded text: a syllable that ends comes before one that goes on (李夏 before 刘). */
const END = '\u0001';

/**
 * A text that compares by bytes as people order a column's values: numbers by size, other texts without case and Chinese by
 * pinyin. Empty cells come first.
 */
export function sortKey(type: ColumnType, text: string): string {
  if (text === '') return '';
  return isNumeric(type) ? numberKey(text) : textKey(text);
}

function textKey(text: string): string {
  const folded = [...fold(text.replaceAll(CONTROLS, ' '))].slice(0, LONGEST).join('');
  if (!HAN.test(folded)) return folded + END;
  const spoken = folded.replaceAll(HAN_RUNS, (run) => syllables(run).join(END) + END);
  return `${spoken}${END}${folded}`;
}

const HAN = /\p{Script=Han}/u;
const HAN_RUNS = /\p{Script=Han}+/gu;
const CONTROLS = /[\u0000-\u001f\u007f]/g;

/** Values of a column repeat a lot, and a reading costs tens of microseconds. */
const recent = new Map<string, readonly string[]>();
const MOST_RECENT = 20_000;

function syllables(run: string): readonly string[] {
  let known = recent.get(run);
  if (known === undefined) {
    known = pinyin(run, { toneType: 'none', type: 'array', v: true });
    if (recent.size >= MOST_RECENT) recent.clear();
    recent.set(run, known);
  }
  return known;
}

/** The sign, how many digits the whole part has, the digits; turned round for negative numbers. */
function numberKey(text: string): string {
  const number = canonicalDecimal(text);
  if (number === null) return textKey(text);
  const negative = number.startsWith('-');
  const [whole = '', fraction = ''] = number.replace('-', '').split('.');
  const size = `${String(whole.length).padStart(3, '0')}${whole}.${fraction}`;
  return negative ? `-${size.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))}~` : `0${size}`;
}
