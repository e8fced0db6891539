import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser says that another site's page made this request. Browsers send Sec-Fetch-Site or Origin with every unsafe
 * request and every WebSocket; a client that sends neither is none, and has no cookie but the one it was given on purpose.
 * @param own origins that are ours, such as `https://crm.example.cn`
 */
export function isCrossOrigin(headers: IncomingHttpHeaders, own: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return false;
  const { origin } = headers;
  if (origin !== undefined) return !own.includes(origin);
  return site !== undefined;
}
