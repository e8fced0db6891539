/**
 * The canonical form of a decimal number, exact whatever its length: no plus sign, no leading zeros, no trailing zeros
 * after the point, no negative zero. Null for text that isn't one; exponents aren't read, full-width digits are.
 */
export function canonicalDecimal(text: string): string | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.normalize('NFKC').trim());
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return null;
  const digits = whole.replace(/^0+/, '') || '0';
  const rest = withoutTrailingZeros(fraction);
  const size = rest === '' ? digits : `${digits}.${rest}`;
  return sign === '-' && size !== '0' ? `-${size}` : size;
}

/** By hand: `/0+$/` would take quadratic time on zeros that end elsewhere. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** @param canonical what canonicalDecimal returned */
export function isWhole(canonical: string): boolean {
  return !canonical.includes('.');
}
