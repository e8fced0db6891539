import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { nodeHttp } from './node-http.ts';
import { InnerAddressError, isPublicAddress, publicLookup } from './public-address.ts';

export interface Posted {
  /** Null when no answer came. */
  readonly status: number | null;
  /** One line that says why, when no answer came. */
  readonly fault: string | null;
}

const LONGEST_WAIT_MS = 10_000;
const MOST_ANSWER_BYTES = 64 * 1024;

/**
 * POSTs to an address that a caller gave: public addresses only, no redirects followed, ten seconds at most, and little of the
 * answer read. Never rejects.
 * @param inner also into private networks; for tests
 */
export async function postOut(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  options: { readonly inner?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Posted> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (options.inner !== true && isIP(host) !== 0 && !isPublicAddress(host)) {
    return { status: null, fault: new InnerAddressError(host).message };
  }
  const timeout = AbortSignal.timeout(LONGEST_WAIT_MS);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  const send = url.protocol === 'https:' ? httpsRequest : nodeHttp.request;
  return await new Promise((resolve) => {
    const request = send(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        signal,
        agent: false,
        ...(options.inner === true ? {} : { lookup: publicLookup }),
      },
      (response) => {
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > MOST_ANSWER_BYTES) response.destroy();
        });
        response.on('error', () => undefined);
        response.on('close', () => resolve({ status: response.statusCode ?? null, fault: null }));
      },
    );
    request.on('error', (error) =>
      resolve({ status: null, fault: timeout.aborted ? 'no answer in time' : error.message }),
    );
    request.end(body);
  });
}
