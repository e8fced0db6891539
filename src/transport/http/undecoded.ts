/**
 * Names of an address's parameters whose value isn't UTF-8 in percent-encoding (金 in GBK: `%BD%F0`). The parser leaves such a
 * value as it was sent, and it would be looked for as that. A `%` that encodes nothing stands for itself.
 */
export function undecodedParameters(url: string): string[] {
  if (!url.includes('%')) return [];
  const pairs = url
    .slice(url.indexOf('?') + 1)
    .split('&')
    .map((pair) => pair.split('=', 2));
  return pairs.flatMap(([name = '', value = '']) => (/%[\da-f]{2}/i.test(value) && !isDecodable(value) ? [name] : []));
}

/** Whether every `%` of a part of an address encodes a byte, and all of them together are UTF-8. */
export function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
