import autocannon from 'autocannon';
import { readFileSync } from 'node:fs';

export interface BenchRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Target {
  readonly url: string;
  readonly pid: number;
  /** The next request of a connection; called before each one, or for a list beforehand where nothing is written. */
  readonly request: () => BenchRequest;
  /** Whether an answer is right. */
  readonly isRight: (body: string) => boolean;
  /** Every request differs and changes the store, so requests are made as they are sent. */
  readonly writes: boolean;
}

export interface Load {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Time of the server's processor a request, user and system, in µs: what remains comparable when the client is the bound. */
  readonly cpuUs: number;
  readonly wrong: number;
}

const LIST_LENGTH = 400;

/** Loads one server for some seconds over a number of connections, checking the answers. */
export async function load(target: Target, connections: number, seconds: number): Promise<Load> {
  const before = cpuSeconds(target.pid);
  const result = await autocannon({
    url: target.url,
    connections,
    duration: seconds,
    timeout: 20,
    verifyBody: (body) => target.isRight(String(body)),
    ...(target.writes
      ? { requests: [{ setupRequest: (request: object) => ({ ...request, ...toRequest(target.request()) }) }] }
      : {
          setupClient: (client) =>
            client.setRequests(Array.from({ length: LIST_LENGTH }, () => toRequest(target.request()))),
        }),
  });
  const answered = result['2xx'];
  return {
    requestsPerSecond: Math.round(answered / result.duration),
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    cpuUs: Math.round(((cpuSeconds(target.pid) - before) / Math.max(1, answered)) * 1e6),
    wrong: result.non2xx + result.errors + result.mismatches,
  };
}

function toRequest({ method = 'GET', path, headers = {}, body }: BenchRequest): autocannon.Request {
  return {
    method,
    path,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  };
}

/** User and system time so far of a process and those that it started and that run, from Linux's own account of them; 0 elsewhere. */
export function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const own = (Number(fields[11]) + Number(fields[12])) / 100;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + cpuSeconds(Number(child)), own);
  } catch {
    return 0;
  }
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
