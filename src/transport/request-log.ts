import { Carried } from './carried.ts';

/** One request as an admin of its tenant may see it: no phone, sign, secret or body is kept. */
export interface RequestEntry {
  readonly seq: number;
  /** UTC ms. */
  readonly at: number;
  readonly dialect: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly clientId: bigint | null;
  readonly agentId: bigint | null;
  readonly requestId: string;
}

/** Whose request it is, once a dialect knows. */
export interface RequestOwner {
  readonly dialect: string;
  readonly tenantId: bigint;
  readonly clientId: bigint | null;
  readonly agentId: bigint | null;
}

const MOST_ENTRIES = 500;
const MOST_TENANTS = 1000;

/** The last requests of each tenant, in this process's memory. */
export class RequestLog {
  readonly #owners = new Carried<RequestOwner>();
  readonly #entries = new Map<bigint, RequestEntry[]>();
  #seq = 0;

  /** Says whose a request is. @param request any object that stands for it */
  identify(request: object, owner: RequestOwner): void {
    this.#owners.set(request, owner);
  }

  /** Keeps an answered request, if somebody said whose it is; its path is masked when somebody looks. */
  finish(request: object, entry: Pick<RequestEntry, 'method' | 'path' | 'status' | 'ms' | 'requestId'>): void {
    const owner = this.#owners.get(request);
    if (owner === undefined) return;
    const { tenantId, dialect, clientId, agentId } = owner;
    const { method, path, status, ms, requestId } = entry;
    let entries = this.#entries.get(tenantId);
    if (entries === undefined) {
      if (this.#entries.size >= MOST_TENANTS) this.#entries.clear();
      this.#entries.set(tenantId, (entries = []));
    }
    const seq = (this.#seq += 1);
    entries.push({ seq, at: Date.now(), dialect, method, path, status, ms, clientId, agentId, requestId });
    if (entries.length > MOST_ENTRIES * 2) entries.splice(0, entries.length - MOST_ENTRIES);
  }

  /** The tenant's last requests after a sequence number, newest first. */
  list(tenantId: bigint, after: number): RequestEntry[] {
    const entries = this.#entries.get(tenantId) ?? [];
    return entries
      .filter(({ seq }) => seq > after)
      .slice(-MOST_ENTRIES)
      .toReversed()
      .map((entry) => ({ ...entry, path: maskPath(entry.path) }));
  }
}

const OPEN_VALUES =
  /^(?:page|page_size|pageSize|per_page|limit|sort|order|count|cursor|after|deStat|action|record|state)$/;
const LONGEST_PATH = 500;

/** Names of parameters stay, values only where they can hold nothing personal; long digits of a path are masked too. */
export function maskPath(path: string): string {
  const [bare = '', query] = path.split('?', 2);
  const shown = bare.replace(/\d{7,}/g, (digits) => `${digits.slice(0, 3)}****${digits.slice(-2)}`);
  if (query === undefined) return shown.slice(0, LONGEST_PATH);
  const parameters = query.split('&').map((part) => {
    const name = part.split('=', 1)[0]!;
    return OPEN_VALUES.test(name) ? part : `${name}=***`;
  });
  return `${shown}?${parameters.join('&')}`.slice(0, LONGEST_PATH);
}
