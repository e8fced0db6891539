import type { FastifyRequest } from 'fastify';

/** Absolute addresses in answers: below HUILIU_PUBLIC_URL, else below what the request was sent to. */
export class Links {
  readonly #base: string;

  constructor(publicUrl: string | undefined, request: FastifyRequest) {
    this.#base = publicUrl ?? `${request.protocol}://${hostOf(request)}`;
  }

  /** Of a resource below `/api/v1`, e.g. `companies/1`. */
  to(resource: string): string {
    return `${this.#base}/api/v1/${resource}.json`;
  }

  /** The same with parameters, percent-encoded; those that are undefined are left out. */
  withQuery(resource: string, parameters: Readonly<Record<string, string | number | undefined>>): string {
    const pairs = Object.entries(parameters)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    return pairs.length === 0 ? this.to(resource) : `${this.to(resource)}?${pairs.join('&')}`;
  }
}

/** A Host header that is no host (or none at all) doesn't end up in answers. */
function hostOf(request: FastifyRequest): string {
  const { host } = request;
  if (typeof host === 'string' && /^(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(host)) return host;
  const { localAddress = '127.0.0.1', localPort } = request.socket;
  return `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
}
