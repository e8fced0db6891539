import { CrmError } from '#crm/errors.ts';
import { canonicalDecimal, isWhole } from '#crm/fields/decimal.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import { checkText } from '#crm/text-rules.ts';
import { zonedInstant } from '#crm/zoned-time.ts';
import { isNumeric, type AssetColumn } from './asset-table.ts';

/** Also of a unique column: its values stand in an index. */
const LONGEST_LINE = 255;
const LONGEST_TEXT = 65_536;
const LONGEST_NUMBER = 100;

/**
 * A cell's text as it is stored: as sent, when it fits the column's type. Raises `invalid` or `too_long` with the column's key.
 * Choices and cascades of an asset table are plain texts: its columns have no options.
 */
export function checkCell(column: AssetColumn, text: string): string {
  const { key, type } = column;
  const checked = checkText(key, text, longest(column));
  if (checked.trim() === '') return '';
  const reason = faults[type]?.(checked);
  if (reason !== undefined && reason !== null) throw new CrmError('invalid', { field: key, reason });
  return checked;
}

/** What makes two values of a unique column the same. */
export function uniqueValue(column: AssetColumn, text: string): string {
  return isNumeric(column.type) ? (canonicalDecimal(text) ?? text) : text.trim();
}

function longest({ type, unique }: AssetColumn): number {
  if (isNumeric(type)) return LONGEST_NUMBER;
  return type === 2 || unique ? LONGEST_LINE : LONGEST_TEXT;
}

const faults: Readonly<Partial<Record<AssetColumn['type'], (text: string) => string | null>>> = {
  4: (text) => {
    const number = canonicalDecimal(text);
    return number !== null && isWhole(number) ? null : 'not a whole number';
  },
  5: (text) => (canonicalDecimal(text) === null ? 'not a decimal number' : null),
  6: (text) => (text === '是' || text === '否' ? null : 'neither 是 nor 否'),
  8: (text) => (isDay(text) ? null : 'not a day as YYYY-MM-DD'),
  17: (text) => (normalisePhone(text) === null ? 'not a phone number' : null),
};

function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return zonedInstant({ year, month, day }, 'UTC') !== null;
}
